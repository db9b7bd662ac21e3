//! A server's port as a bad network has it: connections that break off after so many bytes.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Passes bytes on to the server, and cuts connections after as many bytes of its answers as the plan says, one number for
/// each connection; its own port, and how many connections there were.
pub fn proxy(to: u16, plan: Vec<usize>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, taken) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
    let count = taken.clone();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let limit = plan.get(count.fetch_add(1, Ordering::SeqCst)).copied().unwrap_or(usize::MAX);
            let server = TcpStream::connect(("127.0.0.1", to)).unwrap();
            pass(client.try_clone().unwrap(), server.try_clone().unwrap(), usize::MAX);
            pass(server, client, limit);
        }
    });
    (port, taken)
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut limit: usize) {
    std::thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let passed = read.min(limit);
            limit -= passed;
            if to.write_all(&buffer[..passed]).is_err() || limit == 0 {
                break;
            }
        }
        for stream in [&from, &to] {
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
}

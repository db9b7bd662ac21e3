# Os erros do programa em português: a mensagem de cada código, e em `-help` o que fazer.

M0101 = o arquivo `{ $file }` do contrato de dados não pôde ser lido: { $problem }
M0101-help = Corrija o arquivo no ponto indicado. Os contratos de dados fazem parte do programa: a correção vale depois de compilá-lo de novo.

M0102 = o arquivo `{ $file }` do contrato de dados tem algo impossível: { $problems }
M0102-help = Corrija cada ponto indicado no arquivo. Os contratos de dados fazem parte do programa: a correção vale depois de compilá-lo de novo.

M0103 = não existe o conjunto de dados bruto `{ $name }`{ $hint }
M0103-help = Veja os nomes que existem com `mirante dataset list`. Em `mirante.toml`, o campo `into` de uma carga leva um desses nomes sem o `raw.`.

M0201 = não foi possível { $act ->
        [create] criar
        [open] abrir
        [read] ler
        [write] gravar
        [list] listar
        [lock] obter a trava de
       *[other] fazer a operação { $act } em
    } `{ $path }`
M0201-help = Confira se a pasta do lago está acessível, se há espaço em disco e se você tem permissão de leitura e escrita; depois repita o comando. Cada versão entra inteira ou não entra: `mirante version list` mostra a que está em vigor.

M0202 = `{ $file }` está danificado: { $problem }
M0202-help = Se for um conjunto calculado (`staging`, `marts` ou `figures`), apague o arquivo e rode `mirante transform`: ele é calculado de novo. Se for outro, restaure-o de uma cópia de segurança. Depois confira o lago inteiro com `mirante verify all`.

M0203 = falta o arquivo `{ $file }`, citado em: { $named_by }
M0203-help = Restaure o arquivo de uma cópia de segurança, no mesmo lugar e com o mesmo nome; depois confira o lago inteiro com `mirante verify all`.

M0204 = `{ $file }` está no formato { $found }; este programa conhece o formato { $known }
M0204-help = O arquivo foi gravado por um Mirante mais novo. Atualize o programa neste computador e repita o comando.

M0205 = outro processo está gravando no lago: { $holder ->
        [unknown] não se sabe qual
       *[other] { $holder }
    }
M0205-help = Espere o outro processo terminar e repita o comando. Se ele parou de responder, encerre-o: a trava é liberada sozinha.

M0206 = outro processo gravou antes a versão { $version }; nada desta execução foi mantido
M0206-help = Repita o comando: ele parte da versão nova. O que o outro processo gravou aparece em `mirante version show N`, com o número dessa versão.

M0207 = não existe a versão { $version }; a mais nova é { $head }
M0207-help = Veja as versões que existem com `mirante version list`. Se a mais nova é 0, o lago ainda está vazio: comece com `mirante ingest`.

M0208 = nenhuma versão do lago está íntegra: { $problems }
M0208-help = Não apague nada. Restaure a pasta do lago de uma cópia de segurança e confira o resultado com `mirante verify all`.

M0209 = a versão { $version } não tem o conjunto de dados `{ $dataset }`{ $hint }
M0209-help = Veja os nomes que existem com `mirante dataset list`. Se ele ainda não foi carregado nem construído, use `mirante run`.

M0210 = não foi possível gravar ou ler `{ $dataset }` em Parquet
M0210-help = Confira o lago com `mirante verify all` e repita o comando. Se o lago está íntegro e o erro volta, é um erro do próprio programa: guarde a mensagem e avise quem mantém o Mirante.

M0211 = as linhas de `{ $dataset }` não têm a forma declarada: { $problem }
M0211-help = É um erro do próprio programa, não dos seus dados. Guarde a mensagem, confira o lago com `mirante verify all` e avise quem mantém o Mirante.

M0301 = as fontes não estão bem configuradas: { $problems }
M0301-help = Corrija em `mirante.toml` cada ponto indicado e confira com `mirante source check`.

M0302 = não existe fonte nem carga `{ $name }`{ $hint }
M0302-help = Veja as fontes e suas cargas com `mirante source list`. Os nomes vêm de `mirante.toml`.

M0303 = a fonte `{ $source_name }` não está acessível: { $problem }
M0303-help = Confira em `mirante.toml` a pasta da fonte (`folder`) e o padrão dos nomes de arquivo na carga (`path`). Teste o acesso com `mirante source test`.

M0304 = o arquivo `{ $file }` da carga `{ $load }` não pôde ser lido: { $problem }
M0304-help = Confira se o arquivo está completo e se pode ser aberto; num CSV, confira também `encoding`, `delimiter` e `quote` da fonte em `mirante.toml`. Depois repita `mirante ingest`.

M0305 = as colunas da carga `{ $load }` não são as esperadas: { $differences }
M0305-help = Se o arquivo está errado, corrija-o na fonte. Se uma coluna mudou de nome, ajuste `columns` da carga em `mirante.toml`; se o cabeçalho parece ter uma coluna só, confira `delimiter`. Para aceitar colunas novas ou que sumiram, escreva `on_schema_change = "evolve"`.

M0306 = carga `{ $load }`: { $rejected } de { $rows } linhas fora do contrato de dados, acima do limite de { $budget } para linhas recusadas; nenhuma linha dela foi carregada: { $sample }
M0306-help = Corrija as linhas na fonte, ou `columns` e `values` da carga em `mirante.toml`, e confira com `mirante ingest --dry-run`. Se for aceitável recusar mais linhas, escreva na carga, por exemplo, `max_rejects = "5%"`.

M0307 = a carga `{ $load }` voltou vazia, embora o lago guarde linhas dela ({ $rows }); nada foi apagado
M0307-help = Confira se o arquivo ou a pasta da fonte está completo, teste com `mirante source test` e repita `mirante ingest`. Desta carga, nada mudou no lago.

M0308 = as contas da carga `{ $load }` não fecham: linhas lidas, { $read }; linhas com destino, { $accounted }
M0308-help = É um erro do próprio programa, não dos seus dados; nenhuma linha desta carga foi gravada. Guarde a mensagem e avise quem mantém o Mirante.

M0309 = o cofre das chaves de pessoas não responde: { $problem }
M0309-help = Espere terminar outro `mirante ingest` que esteja em andamento e confira se há espaço em disco e permissão de escrita no arquivo do cofre; depois repita o comando. Não apague o cofre: sem ele, as mesmas pessoas receberiam outros pseudônimos.

M0310 = as linhas da carga `{ $load }` não puderam ser montadas: { $problem }
M0310-help = Em geral é um erro do próprio programa; nenhuma linha desta carga foi gravada. Repita `mirante ingest` e, se o erro voltar, guarde a mensagem e avise quem mantém o Mirante.

M0340 = nenhuma linha recusada desta escolha espera
M0340-help = Veja as que esperam com `mirante reject list` e as já resolvidas com `mirante reject list --all`.

M0311 = o lago não aceitou as linhas
M0311-help = Confira se há espaço em disco e permissão de escrita na pasta do lago, verifique-o com `mirante verify all` e repita `mirante ingest`.

M0312 = as linhas do lago nomeiam pessoas pelos pseudônimos de `{ $expected }`, e o cofre aqui é `{ $found }`; nada foi lido
M0312-help = Restaure `vault/people.sqlite` de uma cópia de segurança: sem ele, toda linha sobre pessoas mudaria. Se o cofre se perdeu de vez, comece um lago novo em outra pasta, com `[lake] path` em `mirante.toml`.

M0313 = o banco de dados da fonte `{ $source_name }` em { $address } não está acessível: { $problem }
M0313-help = Confira se o servidor está no ar e se esta máquina o alcança; veja em `mirante.toml` o `connection` da fonte: host, port, database, user, password_file, tls. Teste com `mirante source test`. Desta fonte, nada mudou no lago.

M0314 = a consulta da carga `{ $load }` falhou: { $problem }
M0314-help = Corrija `query` da carga em `mirante.toml`, ou deixe o usuário da conexão ler o que ela cita; experimente a consulta no `psql` e confira com `mirante source check`.

M0315 = o arquivo de senha `{ $file }` da fonte `{ $source_name }` não é usado: { $problem }
M0315-help = Escreva no arquivo somente a senha e deixe só o dono lê-lo: `chmod 600 { $file }`. O caminho é relativo à pasta do projeto.

M0316 = o cursor da carga `{ $load }` não é de confiança: { $problem }; nada dela foi lido
M0316-help = Escolha como `cursor` um instante ou número que toda linha tenha e que cresça a cada mudança, ou tire `cursor` e `lag`: assim tudo é lido a cada vez. Confira com `mirante source check`.

M0317 = carga `{ $load }`: a fonte conta { $counted } linhas e entregou { $read }; nenhuma delas foi carregada
M0317-help = Uma `query` que dá outras linhas a cada vez que se pergunta, como com random(), deve ser escrita de modo que um mesmo estado do banco dê uma só resposta; um serviço mudou enquanto era lido. Depois, repita `mirante ingest`.

M0318 = não foi possível deixar linhas em um arquivo à parte em { $folder }: { $problem }
M0318-help = O que não cabe na memória fica ali enquanto a execução dura. Libere espaço nessa pasta, ou aponte TMPDIR para outra com mais espaço, e repita `mirante ingest`. Nada desta carga mudou no lago.

M0351 = o serviço da fonte `{ $source_name }` em { $address } não pode ser alcançado: { $problem }
M0351-help = Veja se o serviço está no ar e se esta máquina o alcança, e repita `mirante ingest`; ele já foi perguntado várias vezes. Teste com `mirante source test`. Nada desta carga mudou no lago.

M0352 = o serviço da fonte `{ $source_name }` não entrega { $address }: { $problem }
M0352-help = Confira em `mirante.toml` o `url` da conexão e o `path` e os `parameters` da carga, e se o token ou a senha podem ler isso. Teste com `mirante source test`.

M0353 = a fonte `{ $source_name }` não pergunta a { $address }: { $problem }
M0353-help = Só se pergunta ao servidor de `url`; a outros, se estiverem em `hosts`; e a endereços de dentro de uma rede, só se estiverem em `inside`. Se foi o próprio serviço que mandou o Mirante para lá, fale antes com quem cuida dele.

M0354 = as páginas da carga `{ $load }` não são confiáveis: { $problem }; nenhuma de suas linhas foi carregada
M0354-help = Se algo foi escrito enquanto as páginas eram lidas, repita `mirante ingest`. Se voltar a acontecer, confira `paging`, `records` e `total` da carga em `mirante.toml`.

M0355 = o tap da fonte `{ $source_name }` falhou: { $problem }; nenhuma de suas linhas foi carregada
M0355-help = Confira em `mirante.toml` o `command`, o `config_file` e o `catalog_file` da conexão e o `stream` das cargas; rode o comando à mão na pasta do projeto para ver o que ele diz.

M0341 = o intervalo da carga `{ $load }` não pode ser lido: { $problem }
M0341-help = Nomeie cargas de um banco que tenham `cursor`, e dê `--from` e `--to` no que o cursor contém: um instante como 2026-03-02 ou 2026-03-02 10:00, ou um número.

M0401 = `{ $file }` não tem um cabeçalho correto: { $problems }
M0401-help = Corrija o comentário no início do arquivo SQL, nas linhas que começam com `--`. Os modelos e as verificações fazem parte do programa: compile-o de novo e confira com `mirante lint`.

M0402 = a consulta `{ $name }` não foi entendida: { $problem }
M0402-help = Confira os nomes com `mirante dataset list` e as colunas com `mirante dataset show NOME`; depois corrija o SQL e tente de novo.

M0403 = a consulta `{ $name }` parou: { $problem }
M0403-help = Se faltou memória ou espaço em disco, libere recursos ou peça menos dados de uma vez, e repita o comando. Se não foi isso, confira o lago com `mirante verify all`, guarde a mensagem e avise quem mantém o Mirante.

M0404 = `{ $name }` não entrega o que seu cabeçalho promete: { $differences }
M0404-help = Ajuste o `SELECT` do modelo ou a linha `-- columns:` do cabeçalho até que nomes, ordem e tipos coincidam. Depois compile o programa e repita `mirante transform`.

M0405 = `{ $name }` quebra a promessa do seu cabeçalho: { $problem }
M0405-help = Corrija os dados na fonte e repita `mirante run`. Se o valor é legítimo, mude o tipo da coluna no cabeçalho do modelo (um `?` depois do tipo admite nulo), compile o programa e repita `mirante transform`.

M0406 = só se aceita um `SELECT` por vez: { $problem }
M0406-help = Passe a `mirante sql` uma única consulta que apenas leia, começando com `SELECT` ou `WITH`. Comandos que criam, mudam ou apagam dados não são aceitos.

M0407 = o lago não respondeu
M0407-help = Confira se a pasta do lago está acessível e verifique-o com `mirante verify all`; depois repita o comando.

M0408 = a consulta parou: { $problem }
M0408-help = Corrija a consulta: uma divisão por zero, um texto que não é número ou uma conta grande demais param a resposta. Nada mudou no lago.

M0410 = `{ $dataset }` não pode ser consultado como era em outro instante
M0410-help = Um passo em Rust ou uma passagem ordenada o produz, ou produz o que ele lê. Consulte os registros e o que o SQL faz deles, como `raw.…` e `staging.…` das entidades; ou deixe `mirante transform --as-of INSTANTE` construir uma versão que responda por aquele instante, e consulte essa.

M0501 = estes conjuntos de dados dependem uns dos outros e nenhum pode ser construído primeiro: { $datasets }
M0501-help = Mude o SQL de um dos modelos para que ele deixe de ler os outros e o ciclo se desfaça. Depois compile o programa e confira a ordem com `mirante plan`.

M0502 = `{ $dataset }` lê `{ $input }`, que nenhum contrato de dados, modelo ou etapa define{ $hint }
M0502-help = Corrija o nome no SQL do modelo; os nomes que existem aparecem em `mirante dataset list`. Depois compile o programa e confira com `mirante plan`.

M0503 = o lint encontrou problemas nos modelos (total: { $count }): { $findings }
M0503-help = Escreva no modelo a forma que cada item indica, por exemplo `sum_checked(x)` no lugar de `sum(x)`. Depois compile o programa e repita `mirante lint`.

M0504 = `{ $selection }` não seleciona nenhum conjunto de dados{ $hint }
M0504-help = Use um nome como `marts.edges`, `+marts.edges` para incluir o que ele lê, `marts.edges+` para incluir o que o lê, ou uma etiqueta como `tag:fluxo`. Os nomes aparecem em `mirante dataset list`.

M0505 = uma consulta não pôde ser executada
M0505-help = Confira os modelos com `mirante lint` e o lago com `mirante verify all`; depois repita `mirante transform`.

M0506 = o lago não aceitou o que foi construído
M0506-help = Confira se há espaço em disco e permissão de escrita na pasta do lago, verifique-o com `mirante verify all` e repita `mirante transform`.

M0601 = não há `mirante.toml` em `{ $folder }`
M0601-help = Comece um projeto com `mirante init { $folder }`, ou diga a pasta com `-C PASTA`.
M0602 = `{ $file }` não pôde ser lido: { $problem }
M0602-help = Corrija o arquivo no lugar indicado; `mirante init` em outra pasta mostra um exemplo que funciona.
M0603 = `{ $file }` já existe e ficou como estava
M0603-help = Escolha outra pasta ou outro nome; para sobrescrever o que o comando escreve (o exemplo de `init`, o rascunho de `process draft`), repita com `--force`.
M0604 = `{ $file }` não pôde ser lido ou gravado ({ $act }): { $problem }
M0604-help = Confira se a pasta existe, se há espaço no disco e se você tem permissão.
M0605 = `{ $word }` não foi entendido; o que serve: { $expected }
M0605-help = Repita o comando com um dos valores que servem; `mirante help COMANDO` mostra o que cada argumento aceita.
M0606 = a saída não pôde ser escrita: { $problem }
M0606-help = Confira o destino da saída e repita o comando; o lago não foi tocado.
M0607 = `{ $file }` não pôde ser lido: { $problem }
M0607-help = Confira o caminho, e se o arquivo é de texto em UTF-8.

M0111 = o arquivo de processo `{ $file }` tem algo impossível: { $problems }
M0111-help = Corrija cada ponto indicado no arquivo, na pasta `processes/` do projeto. Para recomeçar do que os eventos mostram: `mirante process draft TIPO --force`.

M0112 = o arquivo `{ $file }` descreve `{ $process }`, que o programa já descreve
M0112-help = Dê outro nome ao processo e ao arquivo. Os que o programa descreve aparecem em `mirante process list`.

M0113 = o arquivo de regra `{ $file }` tem algo impossível: { $problems }
M0113-help = Corrija o ponto indicado. Só valores que existem no programa podem ser trocados, e eles são números.

M0212 = já existe uma edição `{ $name }`, e edições nunca mudam
M0212-help = Publique com outro nome. Para corrigir uma edição: `mirante publish { $name }-r1 --supersedes { $name } --reason "por quê"`.

M0213 = não existe a edição `{ $name }`{ $hint }
M0213-help = As edições que existem aparecem em `mirante edition list`; as versões, em `mirante version list`.

M0507 = o passo `{ $dataset }` parou: { $problem }
M0507-help = É um erro do programa. Nada foi gravado; a última versão segue em vigor. Guarde esta mensagem e avise quem cuida do Mirante.

M0508 = os parâmetros das análises não puderam ser lidos
M0508-help = Confira o arquivo `rules/analise.toml` do projeto.

M0509 = `{ $name }` não serve como nome de edição
M0509-help = Use letras sem acento, números, `-` e `_`, até 40 caracteres, não só números e não `head`; por exemplo `2026-T3`.

M0510 = ainda não há versão para publicar
M0510-help = Comece com `mirante run`.

M0511 = a versão { $version } não pode ser publicada; estas verificações falharam nela: { $checks }
M0511-help = Veja as linhas que falharam com `mirante check --at { $version }`, corrija na fonte e repita `mirante run`. A última edição segue como está.

M0512 = a versão { $version } não pode ser publicada: { $count } conjuntos ainda não foram calculados com os seus registros, o primeiro é `{ $dataset }`
M0512-help = Calcule com `mirante transform` e publique a versão nova.

M0513 = a versão { $version } não pode ser publicada: sabe-se que falta algo em `{ $dataset }`, e { $count } figuras e tabelas com dinheiro são feitas dele
M0513-help = Veja em /qualidade qual fonte e qual mês não conferem; leia-os de novo com `mirante ingest --full` e calcule com `mirante run`.

M0514 = a versão { $version } não pode ser publicada: a carga `{ $load }` mudou pela última vez { $age } antes dela, e o contrato de `{ $dataset }` permite { $limit }; nenhuma execução a achou igual desde então
M0514-help = Leia as fontes com `mirante run`, resolva a que falha, e publique a versão nova.
M0630 = a versão { $version } não tem linha de `{ $dataset }` com a chave `{ $key }`
M0630-help = Procure a chave com `mirante sql "SELECT * FROM { $dataset } LIMIT 10"`. Pessoas aparecem só por pseudônimo; uma linha apagada ou vencida já não está lá.

M0620 = não há figura `{ $figure }`; há { $figures }
M0620-help = Escolha um dos nomes; `mirante report figure --help` mostra exemplos.
M0621 = `{ $figure }` não é desenhada: { $reason }
M0621-help = Peça as linhas: --format csv ou --format json.
M0608 = não há eventos de `{ $object_type }`
M0608-help = Veja os tipos que têm eventos: mirante sql "SELECT object_type, count(*) FROM staging.case_events GROUP BY object_type".

M0409 = a consulta `{ $name }` precisa de mais memória do que pode usar: { $problem }
M0409-help = Feche outros programas ou peça menos dados de uma vez. Se foi ao calcular conjuntos, repita com `--threads 1`; nada foi gravado.

M0609 = `{ $address }` pode ser alcançado por outras máquinas, e ainda não há contas de acesso
M0609-help = Sirva só esta máquina, com um endereço como 127.0.0.1:8080. Servir a outras pessoas virá com as contas.

M0610 = não é possível servir em `{ $address }`: { $problem }
M0610-help = Outro programa pode estar usando a porta. Escolha outra com `--bind 127.0.0.1:9000`, ou deixe o sistema escolher com a porta 0.

M0220 = nada é recolhido enquanto o lago não está íntegro: { $problem }
M0220-help = O que um manifesto danificado ou ausente nomeia não se distingue de lixo. Restaure-o de uma cópia de segurança, confira com `mirante verify all` e repita `mirante gc`.

M0221 = a versão { $version } foi dispensada pelo `gc` na versão { $by }; o manifesto fica, as linhas não
M0221-help = Consulte uma versão que foi mantida: `mirante version list` as mostra, e toda edição é uma delas (`mirante edition list`).

M0222 = `{ $file }` expirou: a retenção o retirou na versão { $by }
M0222-help = As linhas foram mantidas pelo tempo que o contrato de dados diz. As figuras das edições continuam à vista; para o resto, consulte uma versão a partir da { $by }.

M0223 = a versão { $version } que está lá não é a daqui: a pasta guarda outro lago, ou este foi alterado
M0223-help = Escolha uma pasta vazia para a cópia. Se for mesmo a cópia deste projeto, confira os dois antes de tudo: `mirante verify all` e `mirante backup verify DEST`.

M0360 = o arquivo de chave do cofre `{ $file }` não é usado: { $problem }
M0360-help = Recoloque o arquivo de chave a partir de onde é guardado, longe das cópias, legível só por quem é dono (`chmod 600`). Sem ele não se lê o que o cofre guarda das pessoas; nenhuma chave nova é feita no lugar.

M0361 = a identidade em `{ $file }` não é usada: { $problem }
M0361-help = Indique o arquivo que `mirante backup key` ou `age-keygen` escreveu para o destinatário desta cópia.

M0640 = `{ $member }` não indica uma única pessoa { $found ->
        [none] (ninguém)
       *[other] ({ $found })
    }
M0640-help = Informe o pseudônimo, como m-4k7qz2d9, tal como está na coluna member_id de `raw.members`; ou a chave que uma fonte tem para a pessoa.

M0641 = `{ $folder }` não está vazia, e nada é restaurado por cima do que existe
M0641-help = Restaure em uma pasta de projeto nova: `mirante -C NOVA backup restore DEST --identity ARQUIVO`. Examine-a, e só então a ponha no lugar da antiga.

M0642 = não há cópia de segurança em `{ $folder }`
M0642-help = Indique a pasta que foi dada a `mirante backup create`.

M0643 = o cofre de chaves das pessoas só é copiado para um destinatário, e nenhum foi indicado
M0643-help = Crie uma identidade com `mirante backup key ARQUIVO`, guarde ARQUIVO longe desta máquina e escreva o destinatário em `mirante.toml`: `[backup]`, `recipient = "age1…"`.

M0644 = o ensaio calculou { $different } de { $compared } conjuntos de outro modo do que são: { $names }
M0644-help = Confira o lago com `mirante verify all` e a cópia com `mirante backup verify DEST`. Se ambos estão íntegros, o mesmo programa dá outros resultados sobre as mesmas linhas: guarde a cópia e relate.

M0645 = `{ $folder }` está dentro do lago ou do cofre; uma cópia de segurança fica em outro disco
M0645-help = Indique uma pasta em outro disco, por exemplo um montado.

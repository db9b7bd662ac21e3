# Details inside messages, in Brazilian Portuguese. Their English stands in the code, under the same keys.

d-bad-constant = `constants.{ $target }`: { $value } não cabe na coluna
d-bad-header = a linha de cabeçalho não pôde ser lida: { $text }
d-bad-name = `{ $name }` não serve de nome: letras minúsculas, dígitos e `_`, começando por letra
d-bad-path = `path = "{ $path }"`: { $error }
d-column-gone = `{ $file }`: a coluna `{ $name }` sumiu
d-column-new = `{ $file }`: a coluna `{ $name }` é nova
d-empty-file = está vazio: não tem nem a linha de cabeçalho
d-empty-name = um nome de coluna vazio
d-files-gone = arquivos que já foram lidos não estão mais na pasta, e suas linhas ficam: { $files }
d-folder = pasta `{ $folder }`: { $error }
d-future = { $rows } linhas estão no futuro e só contam a partir de lá
d-hash-content = seus { $bytes } bytes têm o hash { $actual }…, e { $named_by } diz { $expected }…
d-hash-manifest = seu hash não confere com o conteúdo
d-hash-name = seu hash não confere com o nome
d-key-no-use = `key` não teria efeito: vale para uma única coluna de chave à qual nada mais está mapeado, e `{ $dataset }` recebe { $columns } como mapeado
d-life-cycle = `life_cycle` só existe para `xes`
d-malformed = depois do evento { $event }: { $error }
d-mapped-twice = `{ $target }` está mapeada duas vezes, em `columns` e em `constants`
d-must-be-mapped = `{ $target }` precisa ser mapeada: o contrato de `{ $dataset }` não a deixa vazia
d-never-deleted = linhas de `{ $dataset }` nunca são apagadas, um estorno as desfaz: tire `deletes` e `deleted`
d-no-body = não tem corpo
d-no-code = `values.{ $target }`: `{ $ours }` não está entre os códigos do contrato
d-no-column = `{ $file }` não tem a coluna `{ $name }`
d-no-constant-code = `constants.{ $target }`: `{ $text }` não está entre os códigos do contrato de dados
d-no-dataset = não existe o conjunto de dados bruto `{ $name }`
d-no-encoding = `{ $label }` não é uma codificação como utf-8 ou windows-1252
d-no-file = nenhum arquivo em `{ $folder }` tem nome como `{ $pattern }`
d-no-json = não é JSON: { $error }
d-no-loads = a fonte `{ $source }` não tem nenhum `[[sources.loads]]`
d-no-log = não é um registro XES: falta o elemento `log`
d-no-share = `max_rejects = "{ $text }"` não é uma parte como "1%"
d-no-target = `{ $dataset }` não tem a coluna `{ $target }`
d-no-zone = `{ $zone }` não é um fuso horário como America/Sao_Paulo
d-not-ascii = { $what } `{ $character }` não é um caractere ASCII
d-not-the-parent = está íntegro, mas não é aquele de que { $named_by } foi feita
d-open-brace = uma `{"{"}` nunca é fechada
d-other-dataset = descreve `{ $other }`, e não `{ $dataset }`
d-other-version = descreve a versão { $other }
d-paired = { $events } eventos no registro: { $paired } inícios unidos às suas conclusões, { $open } inícios de trabalho em aberto, { $other } outras transições
d-path-leaves = `path = "{ $path }"` sai da pasta da fonte
d-reject-cell = { $file }, linha { $row }, coluna { $column }: { $reason }
d-reject-row = { $file }, linha { $row }: { $reason }
d-too-deep = `{ $name }` está aninhado a mais de { $limit } níveis
d-torn-log = o arquivo termina antes do registro, depois do evento { $event }
d-twice = a coluna `{ $name }` aparece duas vezes no cabeçalho
d-two-loads = duas cargas se chamam `{ $load }`; dê um `name` a uma delas
d-unknown-keys = há linhas recusadas cuja chave não se lê, por isso nada foi tomado como desaparecido
d-unknown-piece = não existe `{ $name }` entre @source, @file, @row e @nth:COLUNA
d-vault = `{ $dataset }` identifica pessoas: vai só para o cofre, nunca para o lago, e nenhuma carga preenche o cofre ainda; retire esta carga
d-date-dataset = `{ $place }`: não existe o conjunto `{ $dataset }`
d-date-column = `{ $place }`: `{ $dataset }` não tem a coluna `{ $column }`
d-date-type = `{ $place }` é do tipo `{ $kind }` e não é data
d-date-code = `{ $place }`: `{ $code }` não está entre os códigos de `{ $column }`
d-date-when = `{ $place }`: `when` lista códigos de uma coluna de códigos, o que `{ $column }` não é, ou não lista nenhum
d-date-twice = `{ $dataset }.{ $column }` já é um evento do processo `{ $other }`
d-wrong-encoding = seus bytes não são { $encoding }; diga a codificação em `connection`
d-process-name = ele descreve `{ $process }`; arquivo e processo devem ter um só nome
d-no-stages = não tem `[[stages]]`
d-stage-twice = duas etapas se chamam `{ $stage }`
d-stage-ends = a etapa `{ $stage }` precisa de eventos em `enter` e em `exit`
d-exit-twice = etapa `{ $stage }`: `{ $event }` está em `exit` e em `other_exits`
d-not-allowed = `{ $name } = { $value }` não é permitido: { $limits }
d-stage-taken = nenhuma etapa pode se chamar `{ $stage }`: assim se chamam as pausas dos casos
d-no-parameter = não existe o parâmetro `{ $name }`
d-hash-edition = seu selo não confere com o conteúdo
d-not-the-edition = não é a versão sobre a qual a edição { $edition } foi selada
d-other-seal = seu selo não é o que se lembra em: { $named_by }
d-query-several = `query` tem mais de um comando: tire o que vem depois do `;`
d-query-missing = falta `query`: a carga de um banco diz num único SELECT o que lê
d-query-no-select = `query` começa com `{ $word }`: só se lê com SELECT, ou com WITH e SELECT
d-query-open = `query`: { $what } nunca é fechado
d-lag-number = `lag = "{ $lag }"` não é uma duração, e seu cursor é um instante
d-lag-time = `lag = "{ $lag }"` não é um número, e seu cursor é
d-no-answer = nenhuma resposta em { $time }
d-secret-empty = está vazio
d-secret-open = outros além do dono podem lê-lo (modo { $mode })
d-ca-file = `ca_file` { $file }: { $error }
d-standby = este servidor é uma réplica, que não conhece as transações abertas no principal
d-no-sight = `{ $user }` não pode ver quando começaram as transações dos outros; um administrador pode permitir: GRANT pg_read_all_stats TO { $user }
d-cursor-value = `{ $text }` na coluna `{ $cursor }` não tem ordem
d-cursor-null = a coluna `{ $column }` está vazia em algumas linhas, que nenhuma execução tornaria a achar
d-cursor-type = a coluna `{ $column }` é do tipo { $kind }, e só instantes e números têm ordem
d-twice-query = a coluna `{ $name }` aparece duas vezes na consulta; dê outro nome a uma delas
d-path-missing = falta `path`: a carga de arquivos diz quais deles lê
d-empty-key = `{ $key }` da conexão está vazio
d-no-duration = `{ $key } = "{ $text }"` não é uma duração como 30s, 15m, 2h ou 1d
d-socket-tls = `tls = "require"` não combina com um soquete, que nunca sai desta máquina
d-ca-unused = `ca_file` não teria efeito: só `tls = "require"` confere certificados
d-lag-no-cursor = `lag` sem `cursor` não tem efeito: sem cursor tudo é lido
d-no-lag = `lag = "{ $text }"` não é uma duração como 15m nem um número inteiro
d-cursor-missing = `deletes = "missing"` pede uma leitura completa, e com `cursor` só se lê o que é novo: tire um dos dois, ou marque as linhas apagadas com `deleted`
d-no-place = `{ $target }`: linhas deste tipo de fonte não têm número nem arquivo; num banco dá para criar um na consulta, como row_number() over (…)
d-cursor-no-key = um `cursor` pede uma chave feita de colunas: sem ela o que é lido duas vezes não se distingue do que é novo
d-derive-fact = `derive_events` é para registros que mudam; cada linha de `{ $dataset }` já é algo que aconteceu
d-derived = derivados das datas de { $dataset }
d-bank-into = `{ $kind }` vai para `bank_transactions`, e não para `{ $dataset }`
d-no-money = registros que não movem dinheiro, ou de um tipo que não se lê: { $list }
d-no-ofx = não é OFX: falta `<OFX>`
d-no-statement = não traz extrato de conta nem de cartão
d-torn-statement = o arquivo termina antes do extrato, depois da transação { $row }
d-torn-transaction = a transação { $row } não é fechada antes da seguinte
d-other-currency = o extrato da conta `{ $account }` está em { $currency }, e só BRL é lido
d-no-currency = o extrato da conta `{ $account }` não diz a moeda (`CURDEF`)
d-no-cnab = não é CNAB 240: faltam o cabeçalho e o trailer
d-no-cnab-header = a primeira linha não é o cabeçalho de um arquivo CNAB 240
d-no-return = é um arquivo de remessa, e só se lê o que o banco devolve (retorno)
d-torn-cnab = o arquivo termina antes do trailer, depois da linha { $line }
d-torn-lot = o lote que começa na linha { $line } não tem cabeçalho ou não tem trailer
d-stray-line = a linha { $line } não é do lote { $lot }, no meio do qual está
d-cnab-width = a linha { $line } tem { $width } caracteres, e cada uma tem 240
d-no-digits = linha { $line }, posições { $from } a { $to }: `{ $text }` não é um número
d-no-side = linha { $line }, posição 169: `{ $text }` não é D nem C
d-no-pair = linha { $line }: os segmentos T e U vêm em pares, e aqui falta um
d-trailer = o trailer da linha { $line } diz { $said } ({ $what }), e são { $found }
d-trailer-sum = o trailer da linha { $line } diz R$ { $said } ({ $what }), e o lote tem R$ { $found }
d-derives = suas datas dão os eventos { $list }
d-derives-none = nenhum processo lista uma data de { $dataset }: dela não vêm eventos
d-json-broken = no byte { $offset } não é JSON: ali devia estar { $wanted }
d-json-empty = está vazio
d-json-member-twice = `{ $name }` aparece duas vezes
d-json-name = no byte { $offset }, o nome de um membro não pôde ser lido
d-json-no-member = não tem `{ $name }`, só: { $seen }
d-json-object = há um objeto onde devia estar a lista de linhas: diga em `records` onde ela está, como em `records = "/itens"`
d-json-row = linha { $row } da lista: { $problem }
d-json-torn = termina no byte { $offset }, no meio
d-json-wide = está em UTF-16; JSON se escreve em UTF-8
d-member-gone = nenhuma linha tem mais `{ $name }`
d-no-ocel = não é um registro OCEL: não há nem `{ $new }` nem `{ $old }`
d-no-parquet = não é um arquivo Parquet, ou está cortado: falta a marca no fim
d-parquet-damaged = suas páginas não puderam ser decodificadas: o arquivo está danificado
d-parquet-encrypted = está cifrado
d-parquet-footer = seu rodapé diz ter { $bytes } bytes, o que não pode ser
d-parquet-page = uma página diz ter { $bytes } bytes descompactada, o que é recusado
d-parquet-pages = as páginas da coluna { $column } não estão onde o arquivo diz: está danificado
d-parquet-rows = diz ter { $rows } linhas, o que nenhum arquivo honesto desse tamanho tem
d-parquet-text = tem mais texto do que um arquivo honesto desse tamanho
d-too-many-columns = tem { $columns } colunas, mais de { $limit }
d-no-pointer = `{ $key } = "{ $text }"` não é um ponteiro como `/itens`
d-address-inside = { $address } é um endereço de dentro de uma rede ou desta máquina; se é isso mesmo, ponha-o em `inside`
d-asks-patience = pede que se volte em { $seconds } segundos
d-bad-header-name = `{ $name }` não é um cabeçalho, ou seu valor não serve para um
d-bad-link = `{ $link }` não é um endereço
d-half-login = `user` e `password_file` andam juntos
d-host-unlisted = `{ $host }` não está entre os servidores da conexão
d-http-endless = tem mais de { $pages } páginas ou 2 GiB
d-http-large = a resposta é maior que { $limit } MiB: peça páginas menores
d-http-no-json = a resposta não é JSON em UTF-8
d-http-no-list = ali não há uma lista de linhas; diga em `records` onde ela está, como em `records = "/itens"`
d-http-no-records = a resposta não tem `{ $pointer }`
d-http-no-total = a resposta não diz em `{ $place }` quantas linhas há
d-http-redirect = responde { $status } e aponta para outro lugar, o que não se segue: diga o endereço que responde ele mesmo
d-http-silent = não respondeu a tempo
d-http-status = responde { $status }
d-http-time-limit = suas páginas levaram mais de { $seconds } segundos
d-no-address = `url = "{ $url }"` não é um endereço: { $error }
d-no-host = `{ $text }` não é um servidor como `arquivos.exemplo.org` ou `10.1.2.3:8080`
d-no-host-name = o endereço não tem servidor
d-no-http = `{ $scheme }` não é http nem https
d-no-network = `{ $text }` não é um endereço como 10.1.2.3 nem uma rede como 10.0.0.0/8
d-no-page-size = o `size` de uma página é 0
d-no-stream = falta `stream`: a carga de um tap diz qual dos fluxos dele lê
d-other-kind = `{ $key }` não tem sentido neste tipo de fonte
d-page-again = a página { $page } tem as mesmas linhas de uma anterior
d-page-circle = a página { $page } leva de volta a uma anterior
d-plain-http = `http://` não é cifrado: escreva `https://`, ou `plain = true` se todos no caminho podem ler
d-secret-header = o cabeçalho `{ $name }` guarda um segredo, e lugar de segredo é num arquivo: `bearer_file`, `password_file` ou `header_files`
d-since-no-cursor = um parâmetro com `{"{"}cursor{"}"}` pede um `cursor`: a coluna que diz até onde se leu
d-tap-command = o `command` da conexão está vazio
d-tap-message = a linha { $line } da saída não é uma mensagem: { $problem }
d-tap-no-stream = não tem o fluxo `{ $stream }`
d-tap-pipe = a saída dele não pôde ser lida
d-tap-start = `{ $program }` não pôde ser iniciado: { $error }
d-tap-status = terminou com { $status }: { $said }
d-tap-time-limit = rodou por mais de { $seconds } segundos e foi encerrado
d-total-changed = contava { $before } linhas, e { $now } na página { $page }: algo foi escrito enquanto isso
d-two-logins = `bearer_file` e `user` são dois modos de entrar; tire um deles
d-user-info = há um usuário ou uma senha no endereço; segredos vêm de arquivos
d-only-database = `{ $key }` só existe para bancos de dados
d-only-files = `path` só existe para arquivos; a carga de um banco tem uma `query`
d-cell-shows = aba { $tab }, linha { $line }, coluna { $column }: a célula mostra { $text }
d-defaults = valem enquanto nada disser outra coisa: uma cooperativa e um núcleo, uma oportunidade por contrato e uma demanda onde há Pedido em, camada externo, ato cooperativo, expediente sempre, modelo projeto, nível de responsabilidade 1
d-header-empty = a linha { $row } da aba { $tab }, que deveria ter os nomes das colunas, está vazia
d-header-zero = `header_row` conta a partir de 1
d-lines-conflict = aba { $tab }, linha { $line }, coluna { $column }: as linhas { $lines } dizem coisas diferentes do mesmo
d-name-ambiguous = aba { $tab }, linha { $line }, coluna { $column }: `{ $name }` está em mais de uma linha da aba { $other } ({ $lines }); escreva { $key } em seu lugar
d-name-near = aba { $tab }, linha { $line }, coluna { $column }: `{ $name }` não está na aba { $other }; parecidos: { $near }
d-name-unknown = aba { $tab }, linha { $line }, coluna { $column }: `{ $name }` não está na aba { $other }
d-no-tab = não há a aba `{ $tab }`
d-only-sheet = `tab` e `header_row` só existem para `sheet`
d-private = nomes, CPF e e-mail ficam na planilha: servem para achar as pessoas e não são guardados
d-reject-tab-cell = aba { $tab }, linha { $row }, coluna { $column }: { $reason ->
    [obrigatorio_ausente] vazio
    [chave_nula] vazio
    [tipo_invalido] não é o que a coluna pede
    [codigo_desconhecido] não é uma das palavras da coluna
    [fora_do_intervalo] fora do que a coluna aceita
    [escala] mais casas decimais do que a coluna guarda, e nada é arredondado
    [chave_conflitante] diz outra coisa do que outra linha sobre o mesmo
   *[other] { $reason }
}
d-reject-tab-row = aba { $tab }, linha { $row }: { $reason ->
    [chave_conflitante] diz outra coisa do que outra linha sobre o mesmo
   *[other] { $reason }
}
d-rule-shown = a regra que vale desde { $from }, como fica guardada:
    { $body }
d-shares-sum = aba { $tab }, linha { $line }, coluna { $column }: as linhas { $lines } somam { $whole },{ $rest } %, e uma regra vale inteira, com 100 %, ou não vale
d-tab-column = a aba { $tab } não tem a coluna `{ $column }`
d-tab-empty = a aba { $tab } está vazia: não tem nem cabeçalho
d-tab-large = tem mais de { $cells } células ou { $columns } colunas
d-tab-missing = falta `tab`: a carga de uma planilha diz que aba lê
d-tab-skipped = aba { $tab }: não são registros as linhas em branco ({ $blank }) e de total ({ $totals })
d-tab-strange = aba { $tab }: a coluna `{ $column }` não é conhecida e não é lida
d-tab-twice = a coluna `{ $name }` aparece duas vezes na aba { $tab }
d-tabs-alike = as abas `{ $one }` e `{ $other }` têm nomes iguais demais
d-word-unknown = aba { $tab }, linha { $line }, coluna { $column }: `{ $word }` não é uma destas palavras: { $words }
d-workbook-bomb = sua parte `{ $part }` ocupa mais de { $limit } MiB fora do pacote, o que nenhuma planilha honesta deste tamanho faz
d-workbook-broken = está danificado, ou não foi salvo até o fim: { $error }
d-workbook-empty = está vazio: não há nem um byte de planilha
d-workbook-none = não é uma planilha: salve como XLSX ou ODS
d-workbook-parts = tem { $parts } partes, mais do que qualquer planilha
d-workbook-password = está protegido por senha: salve uma cópia sem senha
d-workbook-xls = é um XLS do Excel antigo, que este programa não lê: salve como XLSX ou ODS
d-workbook-xlsb = é um XLSB, que este programa não lê: salve como XLSX
d-reversed = linhas apagadas da planilha, de um conjunto que nunca apaga: estornos lançados, { $rows }
d-never-gone = linhas apagadas da planilha continuam guardadas, porque este conjunto nunca apaga: { $rows }
d-file-missing = não existe o arquivo `{ $file }`
d-busy = outro programa está gravando nele há mais de { $time }
d-wal-folder = { $problem }; um banco em modo WAL precisa do seu `-shm` ao lado, que o SQLite cria onde pode gravar na pasta
d-cursor-mixed = a coluna `{ $column }` contém { $kinds }, e só números inteiros, ou instantes como 2026-03-02 10:00:00, têm ordem
d-no-process = `{ $user }` não pode ver as transações dos outros; um administrador pode permitir: GRANT PROCESS ON *.* TO { $user }
d-no-transactions = a tabela `{ $table }` é do motor { $engine }, cujas linhas não estão em transação alguma; só as do InnoDB estão, então leia-a sem cursor
d-piece-stuck = { $rows } linhas ou mais têm a chave { $key }: ela não distingue linhas
d-window-time = `{ $text }` não é um instante como 2026-03-02 ou 2026-03-02 10:00, e o cursor é
d-window-number = `{ $text }` não é um número, e o cursor é
d-window-empty = seu fim vem antes do começo
d-window-no-cursor = só cargas de um banco com `cursor` têm intervalo; nomeie as que se querem
d-chunk-zero = `chunk` diz quantas linhas são gravadas por vez, e 0 não é nenhuma
d-chunk-no-cursor = `chunk` sem `cursor` não tem efeito: sem cursor tudo é lido de uma vez
d-missed-nothing = comparado com a fonte inteira: o cursor `{ $column }` não deixou passar nada
d-missed = comparado com a fonte inteira: o cursor `{ $column }` tinha deixado passar { $new } linhas novas, { $changed } alteradas e { $gone } que não existem mais
d-column-type = `{ $file }`: a coluna `{ $name }` era do tipo { $before } e é { $now }
d-rows-unfit = `{ $file }`: suas linhas não têm { $columns } e são recusadas
d-sample-empty = em todas as linhas da amostra estas colunas estão vazias: { $columns }
d-too-wide = seu cabeçalho tem { $columns } colunas, e não se leem mais de { $limit }

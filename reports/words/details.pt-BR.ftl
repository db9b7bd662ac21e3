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
d-date-dataset = `{ $place }`: não existe o conjunto `{ $dataset }`
d-date-column = `{ $place }`: `{ $dataset }` não tem a coluna `{ $column }`
d-date-type = `{ $place }` é do tipo `{ $kind }` e não é data
d-date-code = `{ $place }`: `{ $code }` não está entre os códigos de `{ $column }`
d-date-when = `{ $place }`: `when` lista códigos de uma coluna de códigos, o que `{ $column }` não é, ou não lista nenhum
d-date-twice = `{ $dataset }.{ $column }` já é um evento do processo `{ $other }`
d-wrong-encoding = seus bytes não são { $encoding }; diga a codificação em `connection`
d-process-name = ele descreve `{ $process }`; arquivo e processo devem ter um só nome
d-bad-name = `{ $name }` não serve de nome: letras minúsculas, números e `_`, começando por letra
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
d-only-database = `{ $key }` só existe para bancos de dados
d-only-files = `path` só existe para arquivos; a carga de um banco tem uma `query`
d-path-missing = falta `path`: a carga de arquivos diz quais deles lê
d-empty-key = `{ $key }` da conexão está vazio
d-no-duration = `{ $key } = "{ $text }"` não é uma duração como 30s, 15m, 2h ou 1d
d-socket-tls = `tls = "require"` não combina com um soquete, que nunca sai desta máquina
d-ca-unused = `ca_file` não teria efeito: só `tls = "require"` confere certificados
d-lag-no-cursor = `lag` sem `cursor` não tem efeito: sem cursor tudo é lido
d-no-lag = `lag = "{ $text }"` não é uma duração como 15m nem um número inteiro
d-cursor-missing = `deletes = "missing"` pede uma leitura completa, e com `cursor` só se lê o que é novo: tire um dos dois, ou marque as linhas apagadas com `deleted`
d-no-place = `{ $target }`: linhas de um banco não têm número nem arquivo; crie um na consulta, como row_number() over (…)
d-cursor-no-key = um `cursor` pede uma chave feita de colunas: sem ela o que é lido duas vezes não se distingue do que é novo
d-erased = { $rows } linhas são de pessoas apagadas; contam como recusadas e não são guardadas
d-file-gone = falta `{ $file }`
d-key-bad = não é uma chave de cofre
d-key-gone = ele não está lá, e o cofre foi escrito com ele
d-key-open = outros podem lê-lo (o modo é { $mode }): execute `chmod 600` nele
d-key-other = é outra chave, não aquela com que o cofre foi escrito
d-no-identity = nenhuma linha dele é uma identidade como AGE-SECRET-KEY-1…
d-no-recipient = `{ $text }` não é um destinatário como age1…
d-other-identity = ela não abre esta cópia: o cofre foi cifrado para outra, ou foi alterado

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
d-vault = `{ $dataset }` vai para o cofre, que este tipo de fonte não preenche
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

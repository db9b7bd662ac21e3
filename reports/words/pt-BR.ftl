# Words of the interface in Brazilian Portuguese. Errors are in errors.pt-BR.ftl.

error = erro
warning = aviso
cause = causa
help = ajuda
usage = Uso
commands = Comandos
options = Opções
arguments = Argumentos
values = valores
command-value = COMANDO
exit-codes =
    Códigos de saída:
      0 tudo certo · 1 uma verificação falhou ou algo está errado nos dados
      2 uso ou configuração · 3 um sistema de fora não respondeu
      4 outro processo está gravando · 70 erro do programa

rows = { $n ->
    [0] nenhuma linha
    [one] { $number } linha
   *[other] { $number } linhas
}
files = { $n ->
    [0] nenhum arquivo
    [one] { $number } arquivo
   *[other] { $number } arquivos
}
editions = { $n ->
    [0] nenhuma edição
    [one] { $number } edição
   *[other] { $number } edições
}
versions = { $n ->
    [0] nenhuma versão
    [one] { $number } versão
   *[other] { $number } versões
}

usage-unknown-command = não existe o comando `{ $word }`
usage-unknown-argument = não existe o argumento `{ $word }`
usage-missing = falta { $word }
usage-value = `{ $word }` não serve para { $argument }
usage-conflict = { $word } e { $argument } não cabem juntos
usage-did-you-mean = seria `{ $word }`?
usage-see-help = veja `mirante --help`

# Help
cmd = Mirante: dos registros de uma cooperativa a figuras em que uma assembleia pode confiar.
cmd-examples =
    Exemplos:
      mirante demo                          um projeto de exemplo, do registro ao resultado
      mirante init minha-cooperativa        começa um projeto
      mirante -C minha-cooperativa run      lê as fontes, calcula e verifica
arg-project = Pasta do projeto (padrão: a pasta atual)
arg-lang = Língua da interface: pt-BR ou en
arg-json = Um objeto JSON por linha, para programas
arg-quiet = Mostra só erros e avisos
arg-verbose = Conta mais (-v); conta tudo (-vv)
arg-help = Mostra esta ajuda
arg-version = Mostra a versão do programa

cmd-demo = Cria um projeto de exemplo e leva seus registros por toda a cadeia.
cmd-demo-examples =
    Exemplos:
      mirante demo
      mirante demo --dir exemplo
arg-demo-dir = Pasta do exemplo; se já existir, só os registros novos são lidos
arg-demo-seed = Semente: a mesma semente dá os mesmos registros
arg-demo-scale = Tamanho: small, medium ou large
demo-wrote = Cooperativa de exemplo criada em { $folder }, com registros fictícios: { $members } cooperados, { $events } eventos, { $files }.
demo-again = O exemplo em { $folder } já existe: lendo só o que mudou.
demo-shows =

    Onde o trabalho espera no fluxo de oportunidades (horas de expediente):
demo-next =

    Experimente:
      mirante -C { $folder } sql "SELECT * FROM marts.stage_weeks WHERE unit_id = '*' LIMIT 10"
      mirante -C { $folder } process show oportunidades
      mirante -C { $folder } edition show 2026-T3
      mirante -C { $folder } dataset list
    Com os seus dados: mirante init minha-cooperativa --source csv
demo-title = 3º trimestre de 2026

cmd-init = Começa um projeto, com um exemplo de fonte que funciona. Nunca sobrescreve.
cmd-init-examples =
    Exemplos:
      mirante init minha-cooperativa
      mirante init . --source csv --source xes
arg-init-dir = Pasta do projeto (padrão: a de -C)
arg-init-source = Tipo de fonte do exemplo: csv, xes ou postgres; pode repetir
arg-init-force = Sobrescreve os arquivos do exemplo
init-wrote = criado: { $file }
init-database = O exemplo de banco de dados ainda não lê nada: ponha em mirante.toml o seu servidor, usuário, consulta e colunas, e teste com `mirante source check`.
init-next = Agora: mirante -C { $folder } run

cmd-source = Fontes: o que está configurado, se responde, se ainda cabe no contrato.
cmd-source-examples =
    Exemplos:
      mirante source list
      mirante source check atendimento
cmd-source-list = Mostra as fontes e suas cargas.
cmd-source-list-examples =
    Exemplo:
      mirante source list
cmd-source-test = Pergunta se as fontes respondem.
cmd-source-test-examples =
    Exemplo:
      mirante source test atendimento
arg-source-test-name = Nome da fonte; sem nome, todas
cmd-source-check = Compara as colunas das fontes com o mapeamento e com a última carga.
cmd-source-check-examples =
    Exemplo:
      mirante source check
arg-source-check-name = Nome da fonte; sem nome, todas
source-fits = { $load } → { $dataset }: { $files } a ler, { $bytes }, colunas em ordem
source-answers = { $load } → { $dataset }: o banco responde, colunas em ordem
source-nothing-new = { $load } → { $dataset }: nada novo
source-reached = { $load }: responde, mas as colunas não cabem; veja `mirante source check`

cmd-ingest = Lê as fontes para o lago: só o que mudou, tudo ou nada.
cmd-ingest-examples =
    Exemplos:
      mirante ingest
      mirante ingest atendimento --dry-run
arg-ingest-load = Fontes ou cargas; sem nome, todas
arg-ingest-full = Lê de novo arquivos que parecem iguais
arg-ingest-dry_run = Decide tudo e não grava nada
load-read =
    { $load } → { $dataset }
    { "  " }lidas { $read } = novas { $inserted } + mudadas { $updated } + apagadas { $deleted } + iguais { $unchanged } + substituídas { $superseded } + recusadas { $rejected }; desaparecidas { $missing }; { $bytes }
load-nothing-new = { $load }: nada novo
load-note = { "  " }nota: { $note }
load-rejected = { $n ->
    [one] { $number } linha recusada, guardada em meta.rejects
   *[other] { $number } linhas recusadas, guardadas em meta.rejects
}
load-reject = { "  " }{ $reject }
ingest-version = Versão { $version } gravada.
ingest-unchanged = Nada mudou; segue a versão { $version }.
ingest-dry-run = Ensaio: nada foi gravado.

cmd-transform = Calcula o que está vencido, verifica e grava.
cmd-transform-examples =
    Exemplos:
      mirante transform
      mirante transform --select +marts.edges
arg-transform-select = Conjuntos: nome, +nome (com o que lê), nome+ (com quem o lê), tag:fluxo; pode repetir
arg-transform-full = Calcula também o que está em dia
arg-transform-threads = Quantos conjuntos de cada vez
arg-transform-as_of = Responde como naquele instante, por exemplo 2026-09-30T23:59:59-03:00
transform-built = { $dataset }: { $rows }, { $elapsed }
transform-version = Versão { $version } gravada: { $built } calculados, { $reused } em dia.
transform-unchanged = Tudo em dia; segue a versão { $version }.
transform-empty = { $number } conjuntos ainda sem registros.
transform-as-of = a versão nova responde como em { $at }; `mirante transform` sem --as-of volta ao presente
check-failed = verificação { $check } falhou: { $rows } ({ $title })
check-warned = verificação { $check }: { $rows } ({ $title })
check-sample = { "  " }{ $line }
checks-passed = Verificações: { $passed } de { $all } sem achados.
checks-none = A versão { $version } ainda não tem o que verificar.

cmd-run = Lê, calcula e verifica, numa só trava. Pode repetir à vontade.
cmd-run-examples =
    Exemplo:
      mirante run
arg-run-as_of = Responde como naquele instante

cmd-plan = Mostra o que seria calculado, e por quê.
cmd-plan-examples =
    Exemplo:
      mirante plan --select marts.edges
arg-plan-select = Conjuntos, como em transform
plan-summary = { $stale } a calcular, { $fresh } em dia.
why-new = ainda não existe
why-text = o texto do modelo mudou
why-asked = foi pedido
why-inputs = mudou o que lê: { $inputs }

cmd-check = Faz as perguntas que não deveriam achar nada.
cmd-check-examples =
    Exemplo:
      mirante check --at 3
arg-check-select = Conjuntos, como em transform
arg-check-at = Versão: head ou um número
arg-check-as_of = Responde como naquele instante

cmd-lint = Confere cabeçalhos, colunas prometidas e o caminho do dinheiro nos modelos.
cmd-lint-examples =
    Exemplo:
      mirante lint queries/marts/edges.sql
arg-lint-path = Arquivos de modelo, por exemplo marts/meu_modelo.sql
lint-clean = { $models } modelos e { $checks } verificações sem achados.

cmd-sql = Uma pergunta em SQL sobre uma versão.
cmd-sql-examples =
    Exemplos:
      mirante sql "SELECT * FROM marts.edges ORDER BY n DESC LIMIT 10"
      mirante sql -f pergunta.sql --format csv --dialect br > resposta.csv
arg-sql-query = A pergunta, um SELECT; `-` lê da entrada padrão
arg-sql-file = Arquivo com a pergunta
arg-sql-format = Forma da resposta
arg-sql-dialect = Dialeto do CSV: br (; e vírgula decimal) ou iso
arg-sql-at = Versão: head ou um número
sql-summary = { $rows } (versão { $version })

cmd-dataset = O dicionário: conjuntos de dados, colunas, de onde vêm.
cmd-dataset-examples =
    Exemplos:
      mirante dataset list
      mirante dataset show marts.edges
cmd-dataset-list = Mostra os conjuntos de uma versão.
cmd-dataset-list-examples =
    Exemplo:
      mirante dataset list --at 2
arg-dataset-list-at = Versão: head ou um número
cmd-dataset-show = Mostra um conjunto: contrato, colunas e de onde cada uma vem.
cmd-dataset-show-examples =
    Exemplo:
      mirante dataset show staging.events --sql
arg-dataset-show-name = Nome do conjunto, como raw.events ou marts.edges
arg-dataset-show-sql = Mostra só o SQL
dataset-summary = { $with } conjuntos com linhas; { $without } ainda vazios.
dataset-title = { $dataset }: { $title }
dataset-purpose = Para quê: { $purpose }
dataset-class = Classe { $class }, guardado { $keep }, chave { $key }
dataset-grain = Uma linha por { $grain }

cmd-version = Versões do lago: o que foi gravado, quando, por qual execução.
cmd-version-examples =
    Exemplos:
      mirante version list
      mirante version show 3
cmd-version-list = Mostra todas as versões.
cmd-version-list-examples =
    Exemplo:
      mirante version list
cmd-version-show = Mostra uma versão.
cmd-version-show-examples =
    Exemplo:
      mirante version show head
arg-version-show-which = Versão: head, um número ou uma edição
version-none = O lago ainda não tem versão. Comece com `mirante run`.
version-title =
    Versão { $version }, de { $committed } (responde por { $as_of })
      selo      { $hash }
      anterior  { $parent }
      execução  { $run } ({ $command }), programa { $program }
version-synthetic = { "  " }registros fictícios: nada disto aconteceu
version-failed-check = verificação { $check } não passou: { $rows }

cmd-verify = Recalcula todos os hashes e a corrente de versões; nomeia o primeiro erro.
cmd-verify-examples =
    Exemplos:
      mirante verify
      mirante verify 3
arg-verify-which = all, head, um número ou uma edição
verify-whole = Tudo íntegro: { $versions }, { $editions }, { $lists } listas, { $files }, { $bytes }.

cmd-publish = Publica uma versão como edição: um nome que nunca muda de sentido.
cmd-publish-examples =
    Exemplos:
      mirante publish 2026-T3
      mirante publish 2026-T3-r1 --supersedes 2026-T3 --reason "nota lançada em dobro"
arg-publish-name = Nome da edição: letras, números, - e _; só números não
arg-publish-title = Como as pessoas a chamam
arg-publish-at = Versão: head, um número ou uma edição
arg-publish-decision = Deliberação que a aprovou
arg-publish-supersedes = Edição que esta corrige
arg-publish-reason = Por que a corrige
publish-done = Edição { $edition } publicada: versão { $version }, selo { $seal }; { $checks } verificações sem nada a apontar, { $warnings } avisos.

cmd-edition = Edições: o que foi publicado, de qual versão, sob qual selo.
cmd-edition-examples =
    Exemplos:
      mirante edition list
      mirante edition show 2026-T3
cmd-edition-list = Mostra todas as edições.
cmd-edition-list-examples =
    Exemplo:
      mirante edition list
cmd-edition-show = Mostra uma edição, com o selo inteiro.
cmd-edition-show-examples =
    Exemplo:
      mirante edition show 2026-T3
arg-edition-show-name = Nome da edição
edition-none = Ainda não há edição. Publique uma com `mirante publish NOME`.
edition-title =
    Edição { $edition }: { $title }
      versão        { $version } (responde por { $as_of })
      publicada em  { $published }, por { $by }
      selo          { $seal }
      verificações  { $checks } sem nada a apontar, { $warnings } avisos
edition-decision = { "  " }deliberação   { $decision }
edition-previous = { "  " }anterior      { $previous }
edition-corrects = { "  " }corrige       { $old }: { $reason }

cmd-process = Processos: as etapas por que passam os casos; rascunhos para os que ainda não estão descritos.
cmd-process-examples =
    Exemplos:
      mirante process list
      mirante process draft protocolo
cmd-process-list = Mostra os processos descritos.
cmd-process-list-examples =
    Exemplo:
      mirante process list
cmd-process-show = Mostra as etapas de um processo.
cmd-process-show-examples =
    Exemplo:
      mirante process show oportunidades
arg-process-show-name = Nome do processo
cmd-process-draft = Rascunha o processo de um tipo de caso a partir dos seus eventos.
cmd-process-draft-examples =
    Exemplo:
      mirante process draft protocolo
arg-process-draft-object_type = Tipo de objeto cujos eventos são os casos
arg-process-draft-force = Sobrescreve o arquivo do rascunho
process-final = Encerram o caso: { $events }
process-next = Leia e ajuste o arquivo; depois: mirante -C { $folder } transform

dataset-is-step = um modelo em SQL; este conjunto é calculado por um passo em Rust

# Figures
bars = { $n ->
    [0] nenhuma barra
    [one] { $number } barra
   *[other] { $number } barras
}
fig-bars = Barras: { $marks }; maior: { $largest }; menor: { $smallest }
fig-nothing = Sem dados
fig-others = todos os outros
fig-stage_wait-title = { $label }: metade das passagens leva até { $value }
fig-stage_wait-sub = Tempo de expediente em cada etapa de { $slice }, nas últimas 13 semanas; traço fino: metade central
fig-stage_wait-note = As que ainda não saíram contam como tais. Edição { $edition }.
fig-stage_wait-empty = Sem passagens por etapas de { $slice }
fig-rework_loops-title = { $label }: repetir custou { $value } em { $n } casos
fig-rework_loops-sub = Tempo corrido entre a primeira e a última vez da mesma atividade em { $slice }, somado sobre os casos
fig-rework_loops-note = Só atividades que se repetiram em algum caso. Edição { $edition }.
fig-rework_loops-empty = Nenhuma atividade se repetiu em { $slice }
fig-variants-title = O caminho mais comum tem { $value } dos casos ({ $n })
fig-variants-sub = Parte dos casos de { $slice } que segue cada caminho, do começo ao fim
fig-variants-note = Casos em andamento contam com o caminho feito até agora. Edição { $edition }.
fig-variants-empty = Sem casos de { $slice }
unit-business-hours = { $value } h úteis
unit-days = { $value } dias
axis-business-hours = horas úteis
axis-days = dias
axis-share = parte dos casos
col-label = Etapa
col-p25_seconds = Um quarto sai em até
col-p50_seconds = Metade sai em até
col-p75_seconds = Três quartos saem em até
col-waiting_share = Parte da espera
col-visits_n = Passagens
col-open_n = Em andamento
col-event_type = Atividade
col-cases_n = Casos
col-cases_repeated_n = Casos com repetição
col-repeats_n = Repetições
col-repeat_rate = Parte que repete
col-extra_seconds = Tempo a mais
col-place = Ordem
col-variant = Caminho
col-steps_n = Passos
col-share = Parte dos casos

# Column heads
head-dataset = conjunto
head-why = por quê
head-source = fonte
head-kind = tipo
head-load = carga
head-path = arquivos
head-rows = linhas
head-files = arquivos
head-size = tamanho
head-column = coluna
head-type = tipo
head-meaning = significado
head-from = vem de
head-version = versão
head-committed = gravada em
head-command = comando
head-run = execução
head-failed = falhas
head-hash = selo
head-list = lista
head-process = processo
head-label = nome
head-object = caso
head-stages = etapas
head-calendar = expediente
head-stage = etapa
head-nature = natureza
head-enter = entra com
head-exit = sai com
head-other_exits = desvia com
head-edition = edição
head-published = publicada em
head-warnings = avisos
head-corrected = corrigida por
head-seal = selo

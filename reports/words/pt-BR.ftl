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
      mirante demo --as xlsx --scale twelve
arg-demo-dir = Pasta do exemplo; se já existir, só os registros novos são lidos
arg-demo-seed = Semente: a mesma semente dá os mesmos registros
arg-demo-scale = Tamanho da cooperativa; twelve são doze cooperados, empty só tem os cadastros
arg-demo-calm = Nada cresce nem falta nela: para contar alarmes falsos
arg-demo-form = Forma dos registros; xlsx é uma pasta de trabalho por arquivo, postgres um roteiro para um banco
arg-demo-select = Calcula só estes conjuntos, como em `transform`, e termina sem edição nem páginas; pode ser repetida
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
demo-fill =
    Registros para um banco PostgreSQL gravados: { $script }. O que falta fazer:
      createuser mirante && createdb --owner mirante cooperativa
      psql --username mirante --dbname cooperativa --file { $folder }/{ $script }
      mirante -C { $folder } run
    A senha vai num arquivo que só o dono lê: { $folder }/segredos/cooperativa
demo-title = 3º trimestre de 2026

cmd-init = Começa um projeto, com um exemplo de fonte que funciona. Nunca sobrescreve.
cmd-init-examples =
    Exemplos:
      mirante init minha-cooperativa
      mirante init . --source csv --source xes
      mirante init minha-cooperativa --source sheet --name "Cooperativa Aurora"
arg-init-dir = Pasta do projeto (padrão: a de -C)
arg-init-source = Tipo de fonte do exemplo: csv, json, jsonl, parquet, sheet (planilha), xes, ocel, sqlite, postgres, mysql, http ou singer; pode repetir
arg-init-name = Só com sheet: o nome da cooperativa; sem ele, é perguntado
arg-init-format = Só com sheet: xlsx ou ods
arg-init-force = Sobrescreve os arquivos do exemplo
init-wrote = criado: { $file }
init-database = O exemplo de banco de dados ou de serviço ainda não lê nada: ponha em mirante.toml o seu endereço, usuário e consulta, veja as colunas dela, mapeie-as e teste com `mirante source check`.
init-ask-name = Nome da cooperativa:
init-no-name = Cooperativa sem nome
init-workbook = Preencha { $file }: a aba Leia-me explica as outras, e uma aba vazia não faz mal.
init-next = Agora: mirante -C { $folder } run
init-next-look = Depois: mirante -C { $folder } source schema NOME, com o nome que a fonte tem em mirante.toml

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
cmd-source-check = Compara as colunas das fontes com o mapeamento e com a última carga, e suas primeiras linhas com o contrato.
cmd-source-check-examples =
    Exemplo:
      mirante source check
arg-source-check-name = Nome da fonte; sem nome, todas
source-fits = { $load } → { $dataset }: { $files } a ler, { $bytes }, colunas em ordem
source-answers = { $load } → { $dataset }: a fonte responde, colunas em ordem
source-nothing-new = { $load } → { $dataset }: nada novo
source-reached = { $load }: responde, mas as colunas não cabem; veja `mirante source check`

cmd-ingest = Lê as fontes para o lago: só o que mudou, tudo ou nada.
cmd-ingest-examples =
    Exemplos:
      mirante ingest
      mirante ingest atendimento --dry-run
      mirante ingest cartorio.events --from 2026-03-01 --to 2026-03-31
arg-ingest-load = Fontes ou cargas; sem nome, todas
arg-ingest-full = Lê tudo de novo: arquivos que parecem iguais, bancos desde o começo; diz o que um cursor deixou passar
arg-ingest-from = Só linhas destas cargas com cursor em T ou depois; nenhum cursor se move
arg-ingest-to = Só linhas com cursor até T, um dia até o seu fim
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
transform-empty = { $n ->
    [one] { $number } conjunto ainda sem registros.
   *[other] { $number } conjuntos ainda sem registros.
}
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
arg-sql-as_of = Responde com o que estava registrado até este instante, como 2026-06-30T23:59:59-03:00
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
cmd-dataset-lineage = De onde vem um conjunto ou uma coluna, até as colunas das fontes, e o que depende dele.
cmd-dataset-lineage-examples =
    Exemplos:
      mirante dataset lineage marts.edges
      mirante dataset lineage raw.demands.submitted_at
arg-dataset-lineage-name = Conjunto, conjunto com coluna, ou carga com coluna da fonte
cmd-dataset-history = Tudo o que foi registrado de uma chave: quando, por qual lote, e o que mudou.
cmd-dataset-history-examples =
    Exemplos:
      mirante dataset history raw.demands d-000123
      mirante dataset history raw.calendars expediente 1 480
arg-dataset-history-name = Conjunto de registros, como raw.demands
arg-dataset-history-key = Chave: um texto para cada coluna da chave, na ordem do contrato
arg-dataset-history-at = Versão: head, um número ou uma edição
head-target = do contrato
head-needed = exigida
head-like = provável
head-fits = caberia
head-recorded = registrado em
head-op = ato
head-change = o que diz ou mudou
head-batch = lote
lineage-upstream = DE ONDE VEM
lineage-downstream = O QUE DEPENDE DISSO
lineage-nothing = Nada.
lineage-unfilled = nenhuma carga deste projeto preenche { $datasets }
lineage-unknown = não se sabe de onde vêm estas, pois o plano tem algo que não se entende: { $columns }
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

cmd-report = Documentos em arquivo: por enquanto, figuras.
cmd-report-examples =
    Exemplo:
      mirante report figure stage_wait --edition 2026-T3 -o espera.svg
cmd-report-figure = Uma figura como desenho (SVG) ou as linhas por trás dela (CSV, JSON).
cmd-report-figure-examples =
    Exemplos:
      mirante report figure stage_wait --process chamado -o espera.svg
      mirante report figure lead_time --edition 2026-T3 --format csv
arg-report-figure-name = Nome da figura
arg-report-figure-process = Processo ou tipo de objeto a que a figura se limita
arg-report-figure-format = Formato: svg, csv ou json
arg-report-figure-dialect = Dialeto do CSV: br (planilhas brasileiras) ou iso
arg-report-figure-edition = Edição ou versão: um nome, um número ou head
arg-report-figure-output = Arquivo a escrever; - é a saída padrão

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
process-dates = Onde a fonte não guarda um log, estas datas são os eventos:
process-next = Leia e ajuste o arquivo; depois: mirante -C { $folder } transform

dataset-is-step = um modelo em SQL; este conjunto é calculado por um passo em Rust

# Figures
bars = { $n ->
    [0] nenhuma barra
    [one] { $number } barra
   *[other] { $number } barras
}
months = { $n ->
    [0] nenhum mês
    [one] { $number } mês
   *[other] { $number } meses
}
marked-months = { $n ->
    [0] nenhum fora do comum
    [one] { $number } fora do comum
   *[other] { $number } fora do comum
}
bands = { $n ->
    [0] nenhuma etapa
    [one] { $number } etapa
   *[other] { $number } etapas
}
days = { $n ->
    [0] nenhum dia
    [one] { $number } dia
   *[other] { $number } dias
}
dots = { $n ->
    [0] nenhum ponto
    [one] { $number } ponto
   *[other] { $number } pontos
}
strips = { $n ->
    [0] nenhuma etapa
    [one] { $number } etapa
   *[other] { $number } etapas
}
cases = { $n ->
    [0] nenhum caso
    [one] { $number } caso
   *[other] { $number } casos
}
fig-bars = Barras: { $marks }; maior { $most }; menor { $least }.
fig-months = Pontos no tempo: { $marks }; maior { $most }; menor { $least }; { $marked }.
fig-flow = Faixas de { $stages } em { $days }: em andamento { $first } no começo e { $last } no fim. Maior no fim: { $most }.
fig-dots = Pontos: { $marks } em { $groups }; o mais antigo { $most }; { $marked } além do habitual.
fig-no-slice = nenhum processo
fig-nothing = Sem dados
fig-others = todos os outros
fig-median = mediana { $value }
fig-in-process = { $label }, { $day }: { $n } em andamento
fig-left-since = saíram desde { $since }
fig-falls = O desenho foi recusado: as contagens de { $thing } diminuem com o tempo, e contagens acumuladas não podem diminuir.
fig-days-missing = O desenho foi recusado: faltam dias em { $thing }.
fig-stage_wait-title = Gargalo: { $label }, com { $share } da espera ({ $margin }): { $reasons }
fig-stage_wait-title-none = Nenhuma etapa se destaca; a mais longa é { $label }: metade das passagens leva até { $value }
fig-stage_wait-sub = Tempo de expediente em cada etapa de { $slice }, nas últimas 13 semanas: metade sai até o fim da barra; traço fino, a metade central
fig-stage_wait-note = O que ainda não saiu conta como tal, e não como terminado. Edição { $edition }.
fig-stage_wait-empty = Sem registros do que saiu de uma etapa de { $slice } nesse tempo
fig-lead_time-title-up = Metade termina em até { $value } em { $month }: demora mais que em { $before } ({ $was })
fig-lead_time-title-down = Metade termina em até { $value } em { $month }: demora menos que em { $before } ({ $was })
fig-lead_time-title-unclear = Metade termina em até { $value } em { $month }; em { $before } eram { $was }: sem diferença clara
fig-lead_time-title-first = Metade termina em até { $value } em { $month }; ainda não há outro mês para comparar
fig-lead_time-title-short = Histórico ainda curto: nenhum mês inteiro em que metade dos casos de { $slice } terminou
fig-lead_time-sub = { $slice }: dias corridos do primeiro ao último evento, mês a mês; traço vertical: margem de 90%; faixa cinza: o habitual; pontos maiores, laranja: fora dele
fig-lead_time-note = Casos em andamento contam com a idade que têm; ponto vazado: mês que ainda não acabou. Edição { $edition }.
fig-lead_time-empty = Sem casos de { $slice }
fig-cumulative_flow-title = Há { $total } em andamento; mais em { $label }: { $n }, eram { $was } em { $since }
fig-cumulative_flow-title-first = Há { $total } em andamento; mais em { $label }: { $n }
fig-cumulative_flow-sub = { $slice }, domingo a domingo: a altura de cada faixa é o que está naquela etapa; embaixo, o que saiu da última etapa desde o começo do gráfico
fig-cumulative_flow-note = Uma faixa que engorda é uma fila que cresce. Edição { $edition }.
fig-cumulative_flow-empty = Sem passagens por etapas de { $slice }
fig-ageing_now-title = { $label }: { $n } de { $of } em andamento já passam do que é habitual
fig-ageing_now-title-none = Nenhum dos { $total } em andamento passa do que é habitual
fig-ageing_now-sub = { $slice }: idade, em tempo de expediente, de cada item em andamento; faixa: até onde ficaram 85% dos que já saíram; traço fino: metade; laranja: além dela
fig-ageing_now-note = Até 40 itens de cada etapa, os mais antigos; a contagem do título é de todos. Edição { $edition }.
fig-ageing_now-empty = Sem registros de algo em andamento em { $slice }
fig-rework_loops-title = { $label }: da primeira à última vez passaram { $value }, somados sobre { $cases }
fig-rework_loops-sub = { $slice }: dias corridos entre a primeira e a última vez da mesma atividade num caso, somados sobre os casos que a repetem
fig-rework_loops-note = Repetir nem sempre é refazer: um caso com várias entregas repete atividades por ser dividido. Edição { $edition }.
fig-rework_loops-empty = Sem registros de atividade que se repita em { $slice }
fig-variants-title = O caminho mais comum tem { $value } dos casos ({ $cases })
fig-variants-label = { $place }º: { $steps_n } passos, até { $last_event }
fig-variants-sub = { $slice }: parte dos casos que segue cada caminho, do começo ao fim
fig-variants-note = Casos em andamento contam com o caminho feito até agora. Edição { $edition }.
fig-variants-empty = Sem casos de { $slice }
fig-bottleneck_reasons-title = O que faz de { $label } um gargalo: { $reasons }
fig-bottleneck_reasons-title-none = Nenhuma etapa reúne o que faz um gargalo
fig-bottleneck_reasons-state-none = Não se destaca
fig-bottleneck_reasons-state-warn = Gargalo
fig-bottleneck_reasons-sub = { $slice }, no último mês inteiro: parte da espera de cada etapa e o que faz dela um gargalo
fig-bottleneck_reasons-note = Recuperável é um teto: no máximo o que se pouparia se toda passagem esperasse como o melhor quarto. Edição { $edition }.
fig-bottleneck_reasons-empty = Sem passagens por etapas de { $slice }
fig-completeness-title = A conta fecha em todas as fontes; mais linhas recusadas: { $value }, de { $row }, { $column }
fig-completeness-title-bare = Nada veio de { $bare }; das outras fontes, o que mais falta no lago: { $value }, de { $row }, { $column }
fig-completeness-title-marked = A conta não fecha em { $marked } de { $cells } meses de fontes, a começar por { $row }, { $column }
fig-completeness-title-none = Tudo o que as fontes deram está no lago: nenhuma linha recusada, nenhuma perdida
fig-completeness-n = { $n ->
    [0] nenhuma linha dada
    [one] { $number } linha dada
   *[other] { $number } linhas dadas
}
fig-completeness-axis = linhas que faltam
fig-completeness-sub = Linhas que a fonte deu e que o lago não tem, recusadas ou perdidas, por fonte e mês das próprias linhas, o mais novo à esquerda
fig-completeness-note = Com marca, meses em que dadas, guardadas e recusadas não batem, em linhas ou em valores. Sem célula: nada foi dado. Linha sem data está no mês em que foi lida.
fig-completeness-empty = Nenhuma fonte configurada
code-fila_crescente = a fila está crescendo
code-chegada_maior_que_saida = entra mais do que sai
code-sla_rompido = os prazos estouram nesta etapa
code-muito_a_recuperar = há muito a recuperar
fig-queue_trend-title-up = A fila de { $label } cresce
fig-queue_trend-title-down = A fila de { $label } encolhe
fig-queue_trend-title-unclear = Nenhuma fila cresce ou encolhe de forma clara
fig-queue_trend-sub = { $slice }: casos em cada etapa no fim de cada semana, todas na mesma escala
fig-queue_trend-note = A tendência é das treze semanas até o fim do mês mais novo. Edição { $edition }.
fig-queue_trend-empty = Sem passagens por etapas de { $slice }
fig-waiting_causes-title = { $label }: { $share } da espera é «{ $part }»
fig-waiting_causes-sub = { $slice }, últimos doze meses: do que é feita a espera de cada etapa
fig-waiting_causes-note = «Sem causa registrada» é o que os registros não explicam. Edição { $edition }.
fig-waiting_causes-empty = Sem registros de espera em { $slice }
fig-area_by_stage-title = { $row }, { $column }: metade das passagens leva até { $value }, mais do que em qualquer outra área e etapa
fig-area_by_stage-sub = { $slice }: mediana do tempo de expediente, por área e etapa, nos últimos doze meses
fig-area_by_stage-note = Só passagens terminadas; de menos de cinco nada se diz. Edição { $edition }.
fig-area_by_stage-empty = Sem passagens terminadas de { $slice } com área
fig-handovers-title = Pares de núcleos em que o trabalho volta logo: { $marked } de { $cells }; o maior, { $row } → { $column }: { $value } vezes
fig-handovers-sub = { $slice }: quantas vezes o trabalho passa de um núcleo (linha) a outro (coluna); com marca, pares em que ao menos um quarto volta logo
fig-handovers-note = Os vinte pares com mais passagens. Edição { $edition }.
fig-handovers-empty = Sem registros de passagem de um núcleo a outro em { $slice }
fig-conformance-title-up = { $value } dos casos encerrados em { $month } seguiram o caminho combinado: mais que em { $before } ({ $was })
fig-conformance-title-down = { $value } dos casos encerrados em { $month } seguiram o caminho combinado: menos que em { $before } ({ $was })
fig-conformance-title-unclear = { $value } dos casos encerrados em { $month } seguiram o caminho combinado; em { $before } eram { $was }: sem diferença clara
fig-conformance-title-first = { $value } dos casos encerrados em { $month } seguiram o caminho combinado; ainda não há outro mês para comparar
fig-conformance-title-short = Histórico ainda curto: nenhum mês inteiro com casos encerrados de { $slice }
fig-conformance-sub = { $slice }: parte dos casos encerrados no mês sem desvio e sem passo obrigatório pulado; traço vertical: margem de 90%
fig-conformance-note = O combinado está no arquivo do processo. Edição { $edition }.
fig-conformance-empty = { $slice }: sem caminho combinado, ou sem caso encerrado
fig-standardisation-title = { $row }, { $column }: distância { $value } do que os outros fazem
fig-standardisation-axis = distância
fig-standardisation-sub = Distância entre os caminhos do núcleo (linha) e os dos outros no mesmo processo (coluna): 0 igual, 1 nada em comum
fig-standardisation-note = Diferente não é pior; o último trimestre inteiro com cinco casos de cada lado. Edição { $edition }.
fig-standardisation-empty = Nenhum processo tem dois núcleos com cinco casos encerrados num trimestre
fig-unit_profile-title = Diferença clara em { $differing } de { $panels } comparações com os outros núcleos: { $above } acima, { $below } abaixo
fig-unit_profile-title-none = Nenhuma diferença clara entre um núcleo e os outros; comparações: { $panels }
fig-unit_profile-value-name = o núcleo
fig-unit_profile-other-name = todos os outros
fig-unit_profile-axis = parte
fig-unit_profile-sub = { $slice }, por trimestre inteiro: prazos cumpridos, e entradas numa etapa que não são volta; todos os quadros na mesma escala
fig-unit_profile-note = «Acima» e «abaixo» só quando as margens de 90% dos últimos quatro trimestres não se tocam; o que difere vem primeiro. Diferente não é melhor nem pior: pode ser outro trabalho. De menos de cinco nada se diz. Edição { $edition }.
fig-unit_profile-empty = Nenhum trimestre inteiro em que um núcleo e os outros tenham o bastante para comparar
code-prazo_cumprido = prazos cumpridos
code-de_primeira = sem volta
code-acima = acima dos outros
code-abaixo = abaixo dos outros
code-sem_diferenca = sem diferença clara
fig-headline_cards-title = { $slice } em poucos números
fig-headline_cards-sub = O último mês inteiro e o mesmo mês do ano anterior
fig-headline_cards-note = Só se diz que algo subiu ou caiu quando as margens de 90% não se tocam. Edição { $edition }.
fig-headline_cards-empty = Histórico ainda curto em { $slice }
card-tempo_total = Do início ao fim, metade dos casos leva até
card-em_andamento = Casos em andamento no fim do mês
card-concluidos = Casos concluídos no mês
card-up = { $month }: mais que em { $before } ({ $was })
card-down = { $month }: menos que em { $before } ({ $was })
card-unclear = { $month }: sem diferença clara desde { $before } ({ $was })
card-first = { $month }; ainda não há um ano para comparar
card-unknown = { $month }: ainda não se pode dizer
card-spark = { $label }: { $months }
unit-business-hours = { $value } h úteis
unit-days = { $value } dias
axis-business-hours = horas úteis
axis-days = dias
axis-share = parte dos casos
axis-count = quantidade
col-label = Etapa
col-p25_seconds = Um quarto sai em até
col-p50_seconds = Metade em até
col-p50_low_seconds = Metade: de
col-p50_high_seconds = Metade: a
col-p75_seconds = Três quartos saem em até
col-p85_seconds = 85% em até
col-waiting_share = Parte da espera
col-visits_n = Passagens
col-open_n = Em andamento
col-event_type = Atividade
col-cases_n = Casos
col-cases_repeated_n = Casos com repetição
col-repeats_n = Repetições
col-repeat_rate = Parte que repete
col-extra_seconds = Da primeira à última vez
col-place = Ordem
col-variant = Caminho
col-steps_n = Passos
col-share = Parte dos casos
col-month_on = Mês
col-started_n = Começaram
col-ended_n = Terminaram
col-day_on = Dia
col-entered_n = Entraram
col-left_n = Saíram
col-wip_n = Em andamento
col-object_id = Item
col-age_seconds = Idade
col-percentile = Mais antigo que
col-blocked_reason = Parado por
col-due_at = Prazo
col-reasons = Motivos
col-waiting_low_share = Parte da espera: de
col-waiting_high_share = Parte da espera: a
col-value_share = Parte do valor que espera
col-gain_share = Eficiência que se ganharia
col-queue_slope = Fila: casos a mais por semana
col-queue_p = p
col-arrival_departure_ratio = Entradas por saída
col-breach_low_share = Prazos estourados: ao menos
col-recoverable_seconds = Recuperável, no máximo
col-week_on = Semana
col-wip_end_n = Na etapa, no fim
col-arrivals_n = Entradas
col-exits_n = Saídas
col-cause_label = Causa
col-waiting_seconds = Espera
col-cause_share = Parte da espera da etapa
col-area_label = Área
col-n = Passagens
col-ping_pong_n = Voltam logo
col-ping_pong_share = Parte que volta
col-median_seconds = Mediana
col-conforming_share = Seguem o combinado
col-conforming_low_share = Seguem: de
col-conforming_high_share = Seguem: a
col-closed_n = Encerrados
col-deviations_n = Desvios
col-skipped_n = Passos pulados
col-fitness_share = Aderência média
col-unit_label = Núcleo
col-of_process_label = Processo
col-distance = Distância
col-variants_n = Caminhos
col-measure = Medida
col-good_share = Parte
col-good_low_share = Parte: de
col-good_high_share = Parte: a
col-counted_n = Contados
col-others_share = Nos outros
col-others_n = Contados nos outros
col-year_share = Em quatro trimestres
col-year_others_share = Nos outros, em quatro trimestres
col-difference = Comparação
col-source = Fonte
col-period_label = Mês
col-source_rows = Dadas
col-lake_rows = No lago
col-rejected_rows = Recusadas
col-missing_rows = Faltam no lago
col-gap_rows = Diferença
col-gap_amount = Diferença em valor
col-unproven_rows = Sem prova
col-reference_share = Pelo caminho mais comum
col-reference_variant = Caminho mais comum
col-card = Medida
col-value = Valor
col-low = De
col-high = A
fig-skill_gap-title = Faltaram { $gap } no mês em { $label }: o trabalho pediu { $from }, e quem sabe tinha { $to }
fig-skill_gap-title-none = Nenhuma das competências pedidas ({ $all }) faltou no último mês inteiro
fig-skill_gap-label = { $label } ({ $level }+)
fig-skill_gap-from-name = pedido
fig-skill_gap-to-name = disponível
fig-skill_gap-n = { $n ->
    [0] ninguém
    [one] { $number } pessoa
   *[other] { $number } pessoas
}
fig-skill_gap-sub = Horas do último mês inteiro, no nível em que mais falta (entre parênteses) e acima dele: o que o trabalho publicado pede e o que têm livre as pessoas ativas que comprovam a competência
fig-skill_gap-note = Cada pessoa conta inteira em cada competência que tem, por isso as faltas não se somam. O que alguém só diz de si não comprova. Edição { $edition }.
fig-skill_gap-empty = Sem registros de trabalho que peça competências, ou não se conhece a capacidade de um mês inteiro
fig-skill_gap-col-label = Competência
fig-cover-title = Onde menos gente pode faltar: { $label }, { $value }
fig-cover-label = { $scope_kind ->
    [linha_servico] { $label } (serviço)
    [sistema] { $label } (sistema)
    [contrato] { $label } (contrato)
   *[competencia] { $label } (competência)
}
fig-cover-sub = Quantas pessoas precisam sair para que mais da metade do que se exige fique sem quem saiba fazer; zero: já está assim; linha: duas pessoas
fig-cover-note = Conta quem está ativo e comprova o nível mais alto pedido nos últimos 12 meses; num sistema, quem fez cada tipo de tarefa ao menos 5 vezes. Ninguém é nomeado. Edição { $edition }.
fig-cover-empty = Sem registros do que as pessoas sabem, ou nada foi exigido nos últimos 12 meses
fig-cover-col-label = O quê
fig-cover-col-is_exact = Número exato
fig-binding_requirements-title = Oportunidades que só { $label } impede de preencher: { $value }
fig-binding_requirements-label = { $label } ({ $level }+)
fig-binding_requirements-sub = Oportunidades dos últimos 12 meses sem preencher, ou preenchidas depois do prazo, que teriam gente bastante se não fosse esta única exigência; entre parênteses, o nível pedido
fig-binding_requirements-note = Onde nenhuma exigência impede sozinha, só várias juntas; onde há gente bastante, falta interesse, preço ou seleção, e não competência. Edição { $edition }.
fig-binding_requirements-empty = Nenhuma exigência, sozinha, impediu de preencher oportunidades dos últimos 12 meses, ou não há registros do que as pessoas sabem
fig-binding_requirements-col-label = Exigência
fig-gap_forecast-title = A competência que mais vai faltar deve ser pedida por { $forecast } em { $until }, entre { $low } e { $high }; há { $other }
fig-gap_forecast-title-alone = A competência mais pedida deve ser pedida por { $forecast } em { $until }, entre { $low } e { $high }; de quanto tempo há não se tem registro
fig-gap_forecast-title-short = Ainda não há meses para projetar
fig-gap_forecast-value-name = pedido
fig-gap_forecast-other-name = disponível
fig-gap_forecast-sub = Horas por mês da competência que mais vai faltar nos próximos seis meses: o que foi pedido, o mais provável, a metade e oito em cada dez dos casos, e o que haverá
fig-gap_forecast-note = A competência está na tabela, com o erro das previsões passadas em vezes o erro de repetir o último mês: 1 ou mais não é melhor que repetir. Sem faixa: histórico ainda curto. Edição { $edition }.
fig-gap_forecast-empty = Sem registros de um mês inteiro de trabalho que peça competências
fig-gap_forecast-col-foretold_minutes = Previsto três meses antes
fig-gap_forecast-col-label = Competência
fig-training_effect-title = { $label }: depois da formação, a parte aceita na primeira tentativa mudou { $value } (entre { $low } e { $high })
fig-training_effect-title-none = { $label }: sem diferença clara entre antes e depois da formação (entre { $low } e { $high })
fig-training_effect-title-short = De nenhuma competência há entregas bastantes antes e depois da formação
fig-training_effect-n = { $n ->
    [0] nenhuma entrega depois
    [one] { $number } entrega depois
   *[other] { $number } entregas depois
}
fig-training_effect-axis = pontos percentuais
fig-training_effect-sub = Parte das entregas aceita na primeira tentativa, de quem foi aprovado: 12 meses depois de aprovado menos 12 meses antes de se inscrever, com a margem de 90%
fig-training_effect-note = Ponto vazado: as margens de antes e de depois se tocam. Com poucas entregas a margem é larga, e ninguém foi sorteado: mudança não prova causa. Edição { $edition }.
fig-training_effect-empty = Sem registros de quem se formou com entregas respondidas antes e depois
fig-training_effect-col-label = Competência
col-level = Nível
col-demand_from_minutes = Pedido
col-supply_from_minutes = Disponível
col-unmet_minutes = Falta
col-gap_rate = Parte do pedido que falta
col-coverage_n = Pessoas que comprovam
col-openings_n = Vagas publicadas
col-interested_n = Querem aprender
col-value_at_stake_amount = Valor parado por isso
col-scope_kind = Tipo
col-bus_factor = Podem sair
col-cover_n = Pessoas no ponto mais fraco
col-cover_required_n = Pessoas exigidas
col-is_covered = Coberto
col-has_backup = Com substituto planejado
col-unfilled_n = Sem preencher
col-would_fill_n = Só por isto
col-near_people_n = Pessoas a quem só isto falta
col-would_fill_amount = Valor
col-past_minutes = Pedido
col-expected_minutes = Mais provável
col-low80_minutes = 8 em 10: de
col-high80_minutes = 8 em 10: a
col-there_minutes = Disponível
col-gap_minutes = Falta
col-enrolled_n = Em formação
col-method = Método
col-mase = Erro passado
col-before_rate = Aceito antes
col-before_n = Entregas antes
col-after_rate = Aceito depois
col-after_n = Entregas depois
col-change_rate = Mudança
col-change_low_rate = Mudança: de
col-change_high_rate = Mudança: a
col-passed_n = Aprovações
col-finished_n = Formações encerradas
col-cost_amount = Custo
code-linha_servico = serviço
code-competencia = competência
code-sistema = sistema
code-contrato = contrato
code-media_3m = média de três meses
code-theil_sen = tendência
code-ets = suavização
fig-layers-title = { $label } fez { $share } do trabalho em { $at } ({ $value } de { $total })
fig-layers-sub = Horas de trabalho em cada camada, por trimestre: o núcleo interno, a intermediária (colaborações e projetos) e a externa (contratos)
fig-layers-note = Quem trabalha pela primeira vez está na tabela; no trimestre em que os registros começam ninguém se distingue de quem já estava. Edição { $edition }.
fig-layers-empty = Sem registros de trabalho
fig-layers-col-label = Camada
fig-layers-col-share = Parte do trabalho
fig-demand_trend-title-up = A demanda de { $label } sobe cerca de { $slope } por mês, e dificilmente é acaso; áreas que sobem: { $rising }
fig-demand_trend-title-down = A demanda de { $label } cai cerca de { $slope } por mês, e dificilmente é acaso; áreas que caem: { $falling }
fig-demand_trend-title-unclear = Sem tendência clara em nenhuma das { $panels } áreas; mais pedidos em { $at }: { $label } ({ $value })
fig-demand_trend-value-name = pedido
fig-demand_trend-other-name = atendido
fig-demand_trend-sub = Horas pedidas e atendidas por mês inteiro, em cada área, todas na mesma escala
fig-demand_trend-note = Mês sem demanda vale zero; o mês que ainda corre fica de fora. As recusas estão na tabela. Edição { $edition }.
fig-demand_trend-empty = Sem registros de um mês inteiro de demanda
fig-demand_trend-col-label = Área
fig-growth_areas-title = { $label } { $state }: { $value } ao ano (entre { $low } e { $high }), e dificilmente é acaso
fig-growth_areas-title-none = Sem tendência clara em nenhum recorte ({ $all })
fig-growth_areas-title-short = Histórico ainda curto: de nenhum recorte há meses bastantes para falar de crescimento
fig-growth_areas-label = { $scope_kind ->
    [area] Área
    [ramo] Ramo
    [tipo_cliente] Cliente
   *[linha_servico] Serviço
}: { $label ->
    [servicos_financeiros] { code-servicos_financeiros }
    [governo] { code-governo }
    [seguros] { code-seguros }
    [telecom] { code-telecom }
    [provedor_internet] { code-provedor_internet }
    [varejo] { code-varejo }
    [energia] { code-energia }
    [industria] { code-industria }
    [servicos] { code-servicos }
    [terceiro_setor] { code-terceiro_setor }
    [outro] { code-outro }
    [mei] { code-mei }
    [pequena] { code-pequena }
    [media] { code-media }
    [grande] { code-grande }
    [coletivo] { code-coletivo }
    [projeto] { code-projeto }
    [instituicao] { code-instituicao }
    [pf] { code-pf }
    [nao_informado] { code-nao_informado }
   *[other] { $label }
}
fig-growth_areas-n = { $n ->
    [one] { $number } mês
   *[other] { $number } meses
}
fig-growth_areas-axis = ao ano
fig-growth_areas-sub = Crescimento por ano das horas pedidas, sobre o mês do meio do último ano, com a margem de 90%; ponto vazado: sem tendência clara
fig-growth_areas-note = Os recortes de um tipo são testados juntos: de cada dez afirmações, espera-se que no máximo uma seja acaso. Erro da previsão em vezes o de repetir o último mês: 1 ou mais não é melhor que repetir. Edição { $edition }.
fig-growth_areas-empty = Sem registros de um mês inteiro de demanda
fig-growth_areas-col-label = Recorte
fig-growth_areas-col-low_minutes = Previsão: de
fig-growth_areas-col-high_minutes = Previsão: a
fig-area_moves-title = { $row } → { $column }: { $value }, o caminho mais comum do último ano
fig-area_moves-sub = Pessoas que passaram de uma área (linha) a outra (coluna) entre um trimestre e o seguinte, nos últimos quatro trimestres inteiros
fig-area_moves-note = A área de alguém é aquela em que mais trabalhou no trimestre; quem ficou na sua está na tabela. Quem chega não trabalhou no trimestre anterior. Edição { $edition }.
fig-area_moves-empty = Ninguém mudou de área nos últimos quatro trimestres inteiros, ou ainda não há dois seguidos com registros de trabalho
fig-first_work-title = De { $all }, metade começou a trabalhar em até { $days } (entre { $from } e { $to })
fig-first_work-title-short = De { $all }, { $value } ainda não tinham trabalhado depois de { $last }
fig-first_work-n = { $n ->
    [0] ninguém
    [one] { $number } pessoa
   *[other] { $number } pessoas
}
fig-first_work-axis = parte que ainda espera
fig-first_work-axis-x = dias desde a entrada
fig-first_work-sub = Parte de quem entrou que ainda não trabalhou, por dias desde a entrada, com a margem de 90%
fig-first_work-note = Conta quem entrou desde que há registros de trabalho; quem espera ou saiu sem trabalhar conta até onde foi visto. Edição { $edition }.
fig-first_work-empty = Sem registros de entradas desde que há registros de trabalho
fig-first_work-col-waiting_share = Ainda esperam
fig-dependence-title = Metade do trabalho foi feita por { $n } de { $all } pessoas
fig-dependence-axis = parte do trabalho
fig-dependence-axis-x = parte das pessoas, de quem menos trabalhou a quem mais
fig-dependence-sub = Horas dos últimos doze meses inteiros, somadas de quem menos trabalhou a quem mais; diagonal: todos com a mesma parte
fig-dependence-note = Pela concentração (1 ÷ HHI), equivale ao trabalho de { $effective_n } pessoas com partes iguais. Ninguém é nomeado. Edição { $edition }.
fig-dependence-empty = Sem registros de trabalho nos últimos doze meses inteiros
fig-service_candidates-title = Pedidos repetidos prontos para virar serviço: { $good } de { $all }; { $label }: { $text }
fig-service_candidates-title-none = Pedidos repetidos prontos para virar serviço: { $good } de { $all }
fig-service_candidates-sub = Assuntos fora do catálogo pedidos ao menos duas vezes, as horas que somam e o que falta para oferecê-los
fig-service_candidates-note = Pronto: 5 demandas, 3 clientes, 6 meses da primeira à última e 2 pessoas que comprovam competência da área com tempo livre na semana, salvo outra regra do projeto. Edição { $edition }.
fig-service_candidates-empty = Sem registros de um assunto fora do catálogo pedido duas vezes
fig-service_candidates-col-label = Assunto
fig-service_candidates-col-state = Situação
fig-service_candidates-col-missing = O que falta
col-quarter_on = Trimestre
col-minutes = Trabalho
col-members_n = Pessoas
col-newcomers_n = Pela primeira vez
col-admin_share = Parte administrativa
col-timed_share = Parte com horário conhecido
col-off_hours_share = Fora do expediente, do que tem horário
col-opportunities_n = Oportunidades publicadas
col-complete_share = Publicadas completas
col-filled_share = Vagas preenchidas
col-engagements_n = Vínculos externos
col-mediated_share = Vínculos mediados
col-value_amount = Valor publicado
col-requested_minutes = Pedido
col-filled_minutes = Atendido
col-demands_n = Demandas
col-rejected_n = Recusadas
col-trend = Tendência
col-growth_rate = Crescimento ao ano
col-growth_low_rate = Crescimento: de
col-growth_high_rate = Crescimento: a
col-months_n = Meses
col-requested_12m_minutes = Pedido em 12 meses
col-requested_12m_amount = Valor pedido em 12 meses
col-forecast_minutes = Previsto em 12 meses
col-forecast_error = Erro da previsão
col-unmet_share = Parte não atendida
col-fill_days = Dias até preencher
col-new_client_share = Parte de clientes novos
col-source_label = De
col-target_label = Para
col-declared_n = Tinham declarado querer
col-stayed_n = Ficaram na área de origem
col-from_on = Desde
col-until_on = Até antes de
col-days = Dias
col-low_share = De
col-high_share = A
col-at_risk_n = Ainda observados
col-begun_n = Começaram nesse dia
col-people_n = Pessoas somadas
col-people_share = Parte das pessoas
col-minutes_share = Parte do trabalho
col-half_n = Fizeram metade
col-all_n = Pessoas ao todo
col-effective_n = Pessoas de partes iguais
col-clients_n = Clientes
col-first_on = Primeira
col-last_on = Última
col-requested_amount = Valor pedido
col-qualified_members_n = Pessoas que sabem
col-spare_minutes = Livre por semana
col-maturity = Maturidade da linha mais próxima
code-area = área
code-ramo = ramo
code-tipo_cliente = tipo de cliente
code-crescendo = cresce
code-encolhendo = encolhe
code-estavel = sem tendência clara
code-dados_insuficientes = histórico ainda curto
code-servicos_financeiros = serviços financeiros
code-governo = governo
code-seguros = seguros
code-telecom = telecomunicações
code-provedor_internet = provedores de internet
code-varejo = varejo
code-energia = energia
code-industria = indústria
code-servicos = serviços
code-terceiro_setor = terceiro setor
code-outro = outro
code-mei = MEI
code-pequena = pequena empresa
code-media = média empresa
code-grande = grande empresa
code-coletivo = coletivo
code-projeto = projeto
code-instituicao = instituição
code-pf = pessoa física
code-nao_informado = não informado
code-demandas = poucas demandas
code-clientes = poucos clientes
code-meses = pouco tempo entre a primeira e a última
code-capacidade = falta quem saiba e tenha tempo
cells = { $n ->
    [0] nenhuma célula
    [one] { $number } célula
   *[other] { $number } células
}
pairs = { $n ->
    [0] nenhum par
    [one] { $number } par
   *[other] { $number } pares
}
lines = { $n ->
    [0] nenhuma linha
    [one] { $number } linha
   *[other] { $number } linhas
}
panels = { $n ->
    [0] nenhum quadro
    [one] { $number } quadro
   *[other] { $number } quadros
}
columns = { $n ->
    [0] nenhuma coluna
    [one] { $number } coluna
   *[other] { $number } colunas
}
moments = { $n ->
    [0] nenhum momento
    [one] { $number } momento
   *[other] { $number } momentos
}
steps = { $n ->
    [0] nenhum degrau
    [one] { $number } degrau
   *[other] { $number } degraus
}
estimates = { $n ->
    [0] nenhuma estimativa
    [one] { $number } estimativa
   *[other] { $number } estimativas
}
people = { $n ->
    [0] nenhuma pessoa
    [one] { $number } pessoa
   *[other] { $number } pessoas
}
fig-left-out = { $n ->
    [one] Mais { $number } valor está só na tabela.
   *[other] Mais { $number } valores estão só na tabela.
}
fig-columns-more = { $n ->
    [one] mais { $number } coluna na tabela
   *[other] mais { $number } colunas na tabela
}
fig-stacked = Barras de 100%: { $marks }, cada uma de { $parts }; maior parte de cada, nas primeiras: { $most }.
fig-heat = Células: { $marks } em { $rows } linhas e { $columns } colunas; maior { $most }; menor { $least }; marcadas: { $marked }.
fig-pairs = Pares de pontos: { $marks }; maior diferença { $most }; menor { $least }.
fig-pair = { $label }, { $name }: { $value }; diferença { $gap }
fig-gap = diferença
fig-states = Lista: { $marks }; { $states }. Primeiro { $first }.
fig-panels = Quadros de mesma escala: { $marks }; no fim, mais alto { $most }.
fig-panels-trend = Quadros de mesma escala: { $marks }; no fim, mais alto { $most }. Subindo: { $rising }; caindo: { $falling }.
fig-panels-sides = Quadros de mesma escala: { $marks }. Acima dos outros: { $above }; abaixo: { $below }.
fig-rises = sobe
fig-falls-off = cai
fig-above = acima
fig-below = abaixo
fig-columns = Colunas no tempo: { $marks }, de { $series }; maior { $most }; menor { $least }. A maior parte da última: { $last }.
fig-fan = Linha de { $known }, com faixas para { $expected }. Último conhecido: { $last }. Último esperado: { $until }.
fig-expected = esperado em { $at }: { $value }; 50% das vezes { $half }; 80% { $most }
fig-expected-alone = esperado em { $at }: { $value }, ainda sem margem
fig-bands-of = faixas: onde deve ficar, em 50% e em 80% das vezes
fig-ahead = esperado
fig-hindsight = Da última vez, três meses antes, a previsão disse { $foretold } ao todo, e foram { $was }.
fig-survival = Linha em { $marks }: começa em { $first }; termina em { $last }; metade até { $half }.
fig-at-risk = ainda observados
fig-curve = Curva de { $marks } e a diagonal de partes iguais; na metade da base, { $middle } do total.
fig-share-of-share = { $x } de quem tem: { $value } do total
fig-equal = todos iguais
fig-half-by = metade: { $n } de { $all }
fig-intervals = Estimativas com margem: { $marks }; maior { $most }; menor { $least }.
fig-from-to = de { $low } a { $high }
fig-marked = chama atenção
fig-negative = O desenho foi recusado: há um valor abaixo de zero em { $thing }, e partes de um todo não podem ser negativas.
fig-target = alvo: { $value }
fig-yes = sim
fig-no = não
state-good = Em ordem
state-warn = Atenção
state-bad = Problema
state-none = Não se sabe
unit-hours = { $value } h
unit-people = { $value } pessoas
axis-hours = horas
axis-people = pessoas
axis-whole = parte do total
axis-ratio = vezes

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
head-event = evento
head-date = data
head-when = quando
head-enter = entra com
head-exit = sai com
head-other_exits = desvia com
head-edition = edição
head-published = publicada em
head-warnings = avisos
head-corrected = corrigida por
head-seal = selo

# Pages
web-this-language = Português
web-skip = Ir para o conteúdo
web-synthetic = Registros fictícios: nada aqui aconteceu
web-pages = Páginas
web-editions = Edições
web-quality = Qualidade
web-foot-edition = Edição { $edition }, versão { $version }
web-foot-seal = selo { $seal }
web-foot-published = publicada em { $at } por { $by }
web-foot-until = Dados até { $day }
web-corrected-by = Corrigida pela edição { $edition }.
web-corrects = Corrige a edição { $edition }: { $reason }
web-first-edition = É a primeira edição: ainda não há com o que comparar.
web-after = Vem depois da edição { $edition }.
web-questions = O que esta edição responde
web-figures = Figuras
web-process = Processo
web-show = Mostrar
web-missing-figures = Esta edição foi publicada sem estas figuras:
web-to-table = Ir para a tabela: { $figure }
web-cursor = Use as setas para ler os valores
web-table = Tabela
web-files = Arquivos desta figura
web-csv-br = CSV (Brasil)
web-csv-iso = CSV (ISO)
web-svg = SVG
web-json = JSON
web-method = Método
web-permalink = Link permanente ({ $edition } · { $seal })
web-published = Publicada em
web-until = Dados até
web-checks-passed = Verificações sem achados
web-warnings = Avisos
web-seal = Selo
web-decision = Deliberação
web-edition = Edição
web-title = Título
web-version = Versão
web-version-hash = Hash da versão
web-by = Por
web-program = Programa
web-previous = Edição anterior
web-corrections = Correções
web-recompute = Recálculo
web-expired = já não é possível: expiraram { $files } dos dados de onde veio; as figuras seladas continuam
web-editions-question = O que já foi publicado?
web-editions-about = Uma edição nunca muda. Uma correção é outra edição, que diz o que corrige e por quê.
web-open-edition = Abrir as páginas da edição
web-sealed-figures = Figuras seladas
web-sealed-figures-about = Cada figura com o hash da lista de suas linhas, que o selo cobre.
web-verify-about = Para conferir cada byte nesta máquina:
web-nowhere = Esta página não existe
web-nowhere-text = O endereço não leva a nenhuma página, figura ou arquivo.
web-unknown-text = Não há nada publicado com o nome “{ $name }”.
web-no-edition = Ainda não há edição
web-no-edition-text = As páginas mostram edições, e nenhuma foi publicada. Quem opera o Mirante publica uma com o comando `mirante publish`, na pasta do projeto.
web-refused = Este pedido não é atendido
web-method-text = As páginas só podem ser lidas.
web-too-long-text = O pedido é maior do que o de qualquer página.
web-misdirected-text = O serviço só atende a própria máquina, por localhost ou 127.0.0.1.
web-bad-text = O pedido não foi entendido.
web-busy = Demorou demais
web-busy-text = O serviço está ocupado. Tente de novo em um minuto.
web-failed = Esta página não pôde ser mostrada
web-failed-text = O que está gravado não confere com o que foi publicado, ou não pôde ser lido. Nada é mostrado até que isso seja resolvido.
web-to-home = Voltar ao início

web-data = Dados
web-data-question = Que dados existem, de onde vêm e como levá-los?
web-data-about = Versão { $version }, a mais nova, que responde pelo instante { $at }. Cada conjunto mostra suas colunas, de onde cada uma vem, o que depende dele e seus arquivos, cada um com o resumo criptográfico (hash) que o identifica.
web-data-raw = Registros
web-data-raw-note = Como vieram das fontes, com todo o seu histórico, cada um segundo o seu contrato de dados.
web-data-staging = Preparados
web-data-staging-note = O estado atual dos registros, as visitas às etapas e o que os cálculos repartem entre si.
web-data-marts = Cálculos
web-data-marts-note = As respostas, calculadas dos registros.
web-data-figures = Figuras
web-data-figures-note = As linhas de cada figura, como são publicadas.
web-data-meta = Sobre os próprios dados
web-data-meta-note = Lotes, linhas recusadas, verificações, execuções, linhagem e edições.
web-data-empty =
    { $n ->
        [one] 1 conjunto ainda vazio
       *[other] { $number } conjuntos ainda vazios
    }
web-data-files-n = Arquivos
web-data-size = Tamanho
web-data-file = Arquivo
web-data-hash = Hash (BLAKE3)
web-data-purpose = Para quê
web-data-key = Chave
web-data-class = Classe
web-data-keep = Guardado por
web-data-grain = Uma linha por
web-data-held = Nesta versão
web-data-held-text = { $rows } linhas, { $size }, versão { $version }
web-class-public = pública: pode ser publicada como está
web-class-internal = interna: papéis com sessão que podem ler a página
web-class-personal = pessoal: linhas sobre uma pessoa, só por pseudônimo; não repasse
web-class-vault = cofre: em nenhuma consulta, nenhum cálculo, nenhuma exportação
web-data-types = id e text são textos; code, um texto de lista fechada; money, reais com duas casas; qty, quantidade com três; at, instante (UTC); on, dia; int e i32, inteiros; bp, décimos de milésimo; num, número com fração, nunca dinheiro. O sinal ? diz que pode faltar.
web-data-meaning = Significado
web-data-from = De onde vem
web-data-upstream = Do que é feito
web-data-no-upstream = Nenhuma carga deste projeto preenche este conjunto.
web-data-unknown = Não se sabe de onde vêm:
web-data-downstream = O que depende dele
web-data-no-downstream = Nada.
web-data-files = Arquivos desta versão
web-data-files-note = Caminhos dentro da pasta do lago. O nome de cada arquivo é o hash dos seus bytes: `mirante verify` os confere todos.
web-data-no-files = Nenhum: o conjunto está vazio nesta versão.
web-data-more-files =
    { $n ->
        [one] Mais 1 arquivo
       *[other] Mais { $number } arquivos
    }
web-data-tools = Ler com outras ferramentas
web-data-tools-note = Na máquina onde está o projeto, a partir da pasta dele. Os arquivos são imutáveis: outra versão terá outros. Para planilhas, use o CSV.

web-quality-about = Versão { $version }, a mais nova, que responde pelo instante { $at }. As idades são as daquele instante.
web-nothing = Nada a mostrar.
web-freshness = Atualidade das cargas
web-freshness-note = Cada carga contra o prazo que o seu contrato de dados promete.
web-load = Carga
web-state = Situação
web-last-change = Última mudança
web-newest-event = Evento mais novo
web-age = Idade
web-expected = Prazo
web-completeness = Completude
web-completeness-note = O que cada fonte deu, mês a mês, contra o que os arquivos do lago têm, contado e somado de novo.
web-dataset = Conjunto
web-source-rows = Linhas na fonte
web-lake-rows = Linhas no lago
web-rejected-rows = Recusadas
web-difference = Diferença
web-period = Mês
web-source-amount = Soma na fonte (R$)
web-lake-amount = Soma no lago (R$)
web-difference-amount = Diferença (R$)
web-proof = Prova
web-horizon = Visto até
web-code-counted = contagem
web-code-summed = contagem e soma
web-code-no-proof = nenhuma
web-unproven = Sem prova de completude: nem toda fonte deste valor disse quanto tinha.
web-late-records = Registros atrasados e corrigidos
web-late-records-note = Linhas de meses passados que chegaram depois, mudaram ou foram apagadas desde a primeira carga. Uma edição publicada antes não as conhece.
web-change = O que houve
web-rows = Linhas
web-sum = Soma (R$)
web-unknown-to = Edição que não as conhece
web-recorded = Registrado em
web-code-came = chegou depois
web-code-changed = mudou
web-code-deleted = apagado
web-none-late = nenhum
web-some-late = { $n ->
    [one] { $number } mês de um conjunto
   *[other] { $number } meses de conjuntos
}
web-checks = Verificações
web-checks-note = As da versão mais nova; o que só avisa não impede a publicação.
web-check = Verificação
web-severity = Se achar algo
web-offending = Linhas achadas
web-rejects = Linhas recusadas
web-rejects-note = Linhas que não cumpriram o contrato de dados: guardadas com o motivo, fora das contas.
web-reason = Motivo
web-column = Coluna
web-runs = Últimas execuções
web-runs-note = O que cada comando que grava fez.
web-started = Início
web-command = Comando
web-built = Calculados
web-written = Linhas gravadas
web-error = Erro
web-code-fresh = em dia
web-code-late = atrasada
web-code-stopped = parada
web-code-never = nunca veio
web-code-whole = confere
web-code-found = achou algo
web-code-ok = gravou
web-code-failed = falhou
web-code-unchanged = nada mudou
web-code-running = sem fim registrado
web-code-blocks = impede a publicação
web-code-warns = avisa
web-reason-missing = valor obrigatório ausente
web-reason-type = valor de outro tipo
web-reason-code = código desconhecido
web-reason-range = fora do intervalo
web-reason-scale = casas decimais demais
web-reason-encoding = codificação errada
web-reason-null-key = chave vazia
web-reason-conflict = chave já usada com outro conteúdo
web-reason-foreign = chave de outra fonte
web-reason-missing-hour = hora que não existiu
web-reason-twice-hour = hora que houve duas vezes
web-reason-large = grande demais
web-reason-schema = colunas diferentes
web-method-about = Linhas de { $dataset }; responde por elas: { $owner }.
web-method-page = Está na página
web-method-sql = A consulta
web-method-sql-note = O texto exato que calcula as linhas desta figura.
web-method-columns = O que ela promete
web-type = Tipo
web-method-inputs = De onde vem
web-method-inputs-note = Todos os conjuntos por trás da figura, do mais próximo aos registros.
serve-address = Páginas em { $address } (Ctrl+C encerra)
serve-end = Serviço encerrado.
cmd-serve = Mostra as edições em páginas, só para navegadores desta máquina.
arg-serve-bind = Endereço e porta desta máquina (padrão: 127.0.0.1:8080); porta 0 escolhe uma livre
arg-serve-open = Abre o navegador
arg-demo-port = Primeira porta a tentar para as páginas (padrão: 8080)
arg-demo-no_open = Não abre o navegador
arg-demo-no_serve = Termina sem servir as páginas
cmd-serve-examples =
    Exemplos:
      mirante -C minha-cooperativa serve
      mirante -C minha-cooperativa serve --bind 127.0.0.1:9000 --open
web-more-rows = { $n ->
    [one] { $number } linha como deve ser
   *[other] { $number } linhas como devem ser
}
web-all-good = { $n ->
    [one] A única confere
   *[other] Todas conferem ({ $number })
}
web-some-odd = { $n ->
    [one] { $number } pede atenção
   *[other] { $number } pedem atenção
}
web-minutes = { $n ->
    [one] { $number } minuto
   *[other] { $number } minutos
}
web-hours = { $n ->
    [one] { $number } hora
   *[other] { $number } horas
}
web-years = { $n ->
    [one] { $number } ano
   *[other] { $number } anos
}
web-forever = para sempre
web-after-leaving = { $length } depois de sair da cooperativa
web-days = { $n ->
    [one] { $number } dia
   *[other] { $number } dias
}

# Ajuda, explicação, progresso (2026-11-25)
arg-plain = Para leitores de tela: sem cores, sem réguas, sem linha que muda
arg-color = Cores das mensagens
arg-progress = Linha que conta até onde o comando chegou

cmd-help = Mostra os comandos, um comando, ou a página de um código de erro.
cmd-help-examples =
    Exemplos:
      mirante help source check
      mirante help M0605
arg-help-word = Comando ou código de erro; sem nada, todos os comandos
code-page =
    { $code } ({ $room })

    { "  " }mensagem  { $message }
    { "  " }conserto  { $help }
    { "  " }saída     { $exit }: { $ends }
exit-ok = tudo certo
exit-found = uma verificação falhou ou os dados têm algo errado
exit-usage = uso ou configuração
exit-unavailable = um sistema de fora não respondeu
exit-busy = outro processo está gravando
exit-internal = erro do programa ou da máquina

cmd-completions = Escreve o que um shell precisa para completar comandos e opções.
cmd-completions-examples =
    Exemplos:
      mirante completions bash > ~/.local/share/bash-completion/completions/mirante
      mirante completions fish > ~/.config/fish/completions/mirante.fish
arg-completions-shell = Qual shell

cmd-explain = Explica um resultado: o método, o SQL e de onde vem cada coluna.
cmd-explain-examples =
    Exemplo:
      mirante explain figure stage_wait
cmd-explain-figure = Explica uma figura, do método até os registros.
cmd-explain-figure-examples =
    Exemplos:
      mirante explain figure stage_wait
      mirante explain figure variants --at 2026-T3
arg-explain-figure-name = Nome da figura
arg-explain-figure-at = Versão: head, um número ou uma edição
explain-method = MÉTODO
explain-sql = SQL
explain-lineage = DE ONDE VEM CADA COLUNA
explain-raw = Registros:
explain-checks = VERIFICAÇÕES NO CAMINHO
explain-passed = sem achados
explain-failed = com achados
explain-not-built = a versão { $version } ainda não tem esta figura; `mirante transform` a calcula
explain-other-text = a versão { $version } foi calculada com outro texto do que este; a linhagem é a dela, `mirante transform` calcula de novo

progress-ingest = ler
progress-transform = calcular

how-direct = direta
how-derived = derivada
how-aggregated = agregada
how-filter = filtro
how-declared = declarada
how-unknown = desconhecida

head-how = como
head-check = verificação
head-severity = gravidade
head-result = resultado

# Linhas recusadas

cmd-reject = Linhas recusadas: quais, por quê, e o que fazer com elas.
cmd-reject-examples =
    Exemplos:
      mirante reject list
      mirante reject replay --load titulos --reason codigo_desconhecido
cmd-reject-list = Conta as linhas recusadas que esperam, por carga, motivo e coluna.
cmd-reject-list-examples =
    Exemplos:
      mirante reject list
      mirante reject list --load atendimento --all
arg-reject-list-load = Só desta carga, fonte ou conjunto
arg-reject-list-reason = Só com este motivo, pelo código
arg-reject-list-all = Mostra também as que já foram resolvidas
cmd-reject-show = Mostra linhas recusadas uma a uma: onde estavam, o que diziam.
cmd-reject-show-examples =
    Exemplos:
      mirante reject show 3f9a
      mirante reject show --reason tipo_invalido
arg-reject-show-id = Identificadores, ou o começo deles
arg-reject-show-load = Só desta carga, fonte ou conjunto
arg-reject-show-reason = Só com este motivo, pelo código
cmd-reject-replay = Passa de novo as linhas recusadas pelo contrato e pelo mapeamento de hoje.
cmd-reject-replay-examples =
    Exemplos:
      mirante reject replay --dry-run
      mirante reject replay --load titulos
arg-reject-replay-id = Identificadores, ou o começo deles; sem nada, todas as que esperam
arg-reject-replay-load = Só desta carga, fonte ou conjunto
arg-reject-replay-reason = Só com este motivo, pelo código
arg-reject-replay-dry_run = Decide tudo e não grava nada
cmd-reject-discard = Desiste de linhas recusadas, dizendo por quê; o motivo fica em meta.batches.
cmd-reject-discard-examples =
    Exemplo:
      mirante reject discard --load titulos --reason tipo_invalido --why "cadastro de teste"
arg-reject-discard-id = Identificadores, ou o começo deles
arg-reject-discard-load = Só desta carga, fonte ou conjunto
arg-reject-discard-reason = Só com este motivo, pelo código
arg-reject-discard-why = Por que essas linhas não entram
arg-reject-discard-dry_run = Mostra o que seria descartado e não grava nada
reject-say-which = diga quais linhas: por identificador, --load ou --reason
reject-say-why = diga por quê
reject-nothing-so = nenhuma linha recusada tem este identificador, carga ou motivo
reject-none = Nenhuma linha recusada espera.
reject-advice = { "  " }{ $code } ({ $words }): { $advice }
reject-id = identificador
reject-place = onde
reject-closed-by = resolvida no lote
reject-content = conteúdo
reject-unkept = não foi guardado
reject-todo = { "  " }o que fazer: { $advice }
reject-more = mostradas { $shown } de { $all }; escolha com --load, --reason ou um identificador
reject-state-pending = espera
reject-state-replayed = reaplicada
reject-state-discarded = descartada
reject-replayed =
    { $load } → { $dataset }
    { "  " }reaplicadas { $rows } = novas { $inserted } + mudadas { $updated } + apagadas { $deleted } + iguais { $unchanged } + substituídas { $superseded }
reject-discarded = { $load } → { $dataset }: { $rows } descartadas
reject-left = { $n ->
    [one] { $number } linha recusada continua esperando
   *[other] { $number } linhas recusadas continuam esperando
}
reject-left-row = { "  " }{ $row }: { $why }
reject-left-more = { "  " }e mais { $rows }
reject-left-unkept = seu conteúdo não foi guardado; corrija na fonte e leia de novo com `mirante ingest --full`
reject-left-lacks = não se guardou { $column }, que o mapeamento pede; leia de novo com `mirante ingest --full`
reject-left-newer = o lago já tem conteúdo igual ou mais novo para esta chave; se ele vale, descarte a linha
reject-left-no-load = a carga não está mais em mirante.toml
reject-left-refused = recusada de novo: { $reason }
reject-then = Para refazer as contas: mirante run
head-reason = motivo
head-state = situação
head-since = desde
head-places = onde
head-what = linha
head-value = valor
head-key = chave
web-pending = Esperam
web-resolved = Resolvidas
web-oldest = Desde
web-advice = O que fazer
web-none-pending = nenhuma espera
web-some-pending = { $n ->
    [one] { $number } linha espera
   *[other] { $number } linhas esperam
}
web-reason-no-name = nome desconhecido
web-reason-two-names = nome de mais de um cadastro
advice-missing = preencha a coluna na fonte, ou dê um valor em `constants`
advice-type = corrija o valor na fonte; se todos são assim, confira `decimal` e a coluna em `columns`
advice-code = acrescente o código em `values` da carga e reaplique
advice-range = confira o valor na fonte: passa do que o contrato admite
advice-scale = tire as casas a mais na fonte: nada é arredondado
advice-encoding = escreva em `encoding` a codificação em que o arquivo foi gravado
advice-null-key = preencha a chave na fonte
advice-conflict = dois registros usam a mesma chave: corrija o que está errado na fonte
advice-foreign = outra fonte já é dona da chave: deixe só uma delas trazê-la
advice-no-name = cadastre o nome, ou escreva a matrícula ou o CNPJ em seu lugar
advice-two-names = escreva a matrícula ou o CNPJ em lugar do nome
advice-hour = escreva a hora com seu fuso, por exemplo -03:00, ou corrija-a na fonte
advice-large = o campo passa de 1 MiB ou a linha de 8 MiB: tire na fonte o que não é dado
advice-schema = as colunas da linha não são as do cabeçalho: confira aspas, separadores e colunas na fonte

# O que as fontes têm

cmd-source-schema = Mostra as colunas que uma fonte tem, com tipos adivinhados das primeiras linhas; de pessoas, nada.
cmd-source-schema-examples =
    Exemplos:
      mirante source schema atendimento
      mirante source schema atendimento --write-contract
arg-source-schema-name = Nome da fonte
arg-source-schema-write_contract = Escreve em contracts/ uma proposta de contrato e de mapeamento, sem sobrescrever
source-shown = { $load }: vistas { $rows }
source-personal = (de pessoas)
source-open = { $load }: ainda sem origem
source-required = sim
source-write = Para uma proposta de contrato: mirante source schema { $source } --write-contract
source-written = { $file } escrito: uma proposta, a ser lida e corrigida; nada a lê ainda.
source-sample-good = { "  " }amostra: { $rows }, nenhuma seria recusada
source-sample-some = { $load }: da amostra de { $rows } linhas, { $refused } seriam recusadas, dentro do limite
source-sample-flood = { $load }: da amostra de { $rows } linhas, { $refused } seriam recusadas, mais do que `max_rejects` admite: a carga pararia
source-sample-problem = { "  " }coluna { $column }, { $reason }: { $rows }, a primeira em { $file }, linha { $row }{ $texts }
head-filled = preenchidas
head-distinct = distintas
head-examples = exemplos
head-goes = vai para

cmd-gc = Recolhe o que nada mais precisa; sem --apply, só mostra.
cmd-gc-examples =
    Exemplos:
      mirante gc
      mirante gc --apply
arg-gc-apply = Recolher de fato
gc-plan = Mantidas: { $kept }. Dispensadas: { $given_up } ({ $which }). Recolhidos: { $objects }, { $bytes }. Em espera: { $waiting }.
gc-nothing = Não há nada a recolher.
gc-dry-run = Nada foi tocado. Para recolher: mirante gc --apply
gc-version = Recolhido; a versão { $version } diz o que foi dispensado.
gc-done = Recolhido.

cmd-retention = Prazos de guarda: o que já não se mantém.
cmd-retention-examples =
    Exemplos:
      mirante retention show
      mirante retention run --apply

cmd-retention-show = Mostra as linhas cujo prazo de guarda passou.
cmd-retention-show-examples =
    Exemplo:
      mirante retention show

cmd-retention-run = Deixa ir as linhas cujo prazo passou; sem --apply, só mostra.
cmd-retention-run-examples =
    Exemplos:
      mirante retention run
      mirante retention run --apply
arg-retention-run-apply = Deixar ir de fato
retention-nothing = Nenhuma linha passou do prazo de guarda.
retention-dry-run = Nada foi tocado. Para deixar ir: mirante retention run --apply
retention-version = Versão { $version } sem as linhas vencidas; { $files } de versões anteriores expiram, e `mirante gc --apply` os retira depois de 24 horas. Agora: mirante transform
edition-expired = A edição { $edition } mostra suas figuras seladas, mas já não pode ser recalculada: expiraram { $files } dos dados de onde veio.

cmd-forget = Apaga uma pessoa do cofre, para sempre; sem --apply, só mostra.
cmd-forget-examples =
    Exemplos:
      mirante forget m-4k7qz2d9
      mirante forget m-4k7qz2d9 --apply
arg-forget-member = Pseudônimo da pessoa, como m-4k7qz2d9, ou a chave que uma fonte tem para ela
arg-forget-apply = Apagar de fato
forget-known = { $member }: { $rows } no cofre; chaves nas fontes: { $links }
forget-rejects = Com isso, o conteúdo das linhas recusadas de { $batches } sobre pessoas já não poderá ser lido: não se sabe quais falam desta pessoa. `mirante ingest --full` as lê de novo na fonte.
forget-stays = Ficam, sem nome, só com o pseudônimo, pela finalidade de cada conjunto:
forget-stays-nothing = Nenhuma linha do lago traz esse pseudônimo.
forget-already = { $member } já foi apagada do cofre.
forget-dry-run = Nada foi tocado. Para apagar: mirante forget { $member } --apply
forget-done = { $member } foi apagada: linha, chave e vínculo não existem mais, e novas linhas da fonte são contadas e não guardadas. Cópias do cofre feitas antes saem em até 35 dias.

cmd-backup = Cópias de segurança em outro disco, e a prova de que trazem tudo de volta.
cmd-backup-examples =
    Exemplos:
      mirante backup create /mnt/copia
      mirante backup drill /mnt/copia --identity chave.txt

cmd-backup-key = Cria a identidade que abre o cofre copiado; mostra o destinatário.
cmd-backup-key-examples =
    Exemplo:
      mirante backup key chave.txt
arg-backup-key-file = Arquivo novo para a identidade; guarde-o longe desta máquina

cmd-backup-create = Põe em dia a cópia em uma pasta; só copia o que falta.
cmd-backup-create-examples =
    Exemplo:
      mirante backup create /mnt/copia
arg-backup-create-dest = Pasta da cópia, em outro disco
arg-backup-create-recipient = Quem pode abrir o cofre copiado; senão, o de mirante.toml

cmd-backup-verify = Recalcula todos os hashes da cópia.
cmd-backup-verify-examples =
    Exemplo:
      mirante backup verify /mnt/copia
arg-backup-verify-dest = Pasta da cópia

cmd-backup-restore = Restaura a cópia em um projeto vazio.
cmd-backup-restore-examples =
    Exemplo:
      mirante -C novo backup restore /mnt/copia --identity chave.txt
arg-backup-restore-dest = Pasta da cópia
arg-backup-restore-identity = Arquivo da identidade que abre o cofre
arg-backup-restore-without_vault = Só o lago: as pessoas continuam pseudônimos

cmd-backup-drill = Ensaia a restauração em uma pasta temporária e recalcula a versão mais nova.
cmd-backup-drill-examples =
    Exemplo:
      mirante backup drill /mnt/copia --identity chave.txt
arg-backup-drill-dest = Pasta da cópia
arg-backup-drill-identity = Arquivo da identidade; sem ele, só o lago é ensaiado
backup-key = Identidade em { $file }: guarde-a longe desta máquina, quem a tem abre o cofre copiado. Em mirante.toml: [backup], recipient = "{ $recipient }"
backup-created = Cópia em { $folder } até a versão { $version }: { $versions } novas, { $objects } e { $bytes } copiados, { $known } já estavam lá, { $removed } saíram.
backup-vault = Cofre cifrado para { $recipient }. O arquivo de chave { $key } não vai na cópia: guarde-o à parte.
backup-no-vault = Este projeto ainda não tem cofre.
backup-whole = Cópia íntegra, feita em { $made }, até a versão { $version }: { $versions }, { $editions }, { $files }, { $bytes }.
backup-restored = Restaurada a cópia feita em { $made }, até a versão { $version }; corrente íntegra: { $versions }, { $editions }, { $files }, { $bytes }.
backup-erased =
    { $n ->
        [one] Uma pessoa que foi apagada depois da cópia do cofre foi apagada de novo.
       *[other] { $number } pessoas que foram apagadas depois da cópia do cofre foram apagadas de novo.
    }
backup-drilled = Ensaio completo: { $compared } conjuntos recalculados dão os mesmos bytes; { $skipped } ficaram de fora, pois este programa os construiria de novo.

cmd-doctor = Examina o que costuma quebrar; cada achado diz o conserto.
cmd-doctor-examples =
    Exemplos:
      mirante doctor
      mirante doctor --only lake --only backup
      mirante doctor --fix
arg-doctor-fix = Consertar o que puder ser consertado sem risco
arg-doctor-only = Só estes grupos
doctor-ok = ok
doctor-fixed = feito
doctor-warning = aviso
doctor-failure = falha
doctor-fix = conserto
doctor-any-fix = repita com -vv para ver mais
doctor-summary =
    { $n ->
        [0] Tudo em ordem.
        [one] Um achado.
       *[other] { $number } achados.
    }
doctor-no-lake = o lago { $folder } ainda não existe
doctor-no-lake-fix = comece com mirante run; se já existiu, restaure-o com mirante backup restore
doctor-config = { $sources } fontes, { $loads } cargas
doctor-no-sources = nenhuma fonte configurada
doctor-no-sources-fix = descreva uma em [[sources]] de mirante.toml; mirante init mostra exemplos
doctor-disk-closed = não se consegue escrever em { $folder }: { $problem }
doctor-disk-closed-fix = dê a este usuário acesso de escrita à pasta
doctor-disk-room = { $free } livres de { $total }
doctor-disk-little = só { $free } livres de { $total } em { $folder }
doctor-disk-little-fix = libere espaço; mirante gc mostra o que o lago pode dispensar
doctor-disk-links = o disco de { $folder } não cria arquivos sem substituir outros (nem renomeando, nem por hard link)
doctor-disk-links-fix = ponha o lago em um disco local: [lake], path = "/caminho"
doctor-disk-sync = o disco de { $folder } recusa fsync: o que foi gravado pode sumir com a energia
doctor-disk-sync-fix = ponha o lago em um disco local: [lake], path = "/caminho"
doctor-disk-remote = { $folder } está em um disco de rede ou de programa (NFS, SMB, FUSE), que promete menos do que diz
doctor-disk-remote-fix = ponha o lago em um disco local, e nesse outro a cópia de segurança
doctor-disk-fit = cria sem substituir e sincroniza
doctor-clock = { $now } UTC
doctor-clock-back = o relógio marca { $now }, antes da última versão ({ $last })
doctor-clock-back-fix = acerte o relógio da máquina (por exemplo, timedatectl set-ntp true)
doctor-fonts = { $font }, dentro do programa
doctor-fonts-gone = a fonte { $font } do programa está danificada
doctor-fonts-gone-fix = instale o programa de novo
doctor-source = responde, e as colunas servem
doctor-lake = versão { $version }, { $datasets } conjuntos, todos os arquivos presentes
doctor-lake-alarm = { $alarm }
doctor-lake-alarm-fix = não apague nada; confira com mirante verify all e restaure o arquivo de uma cópia
doctor-lake-files = falta ou tem outro tamanho: { $file } (e mais { $more })
doctor-lake-files-fix = mirante verify diz o que está errado; restaure os arquivos de uma cópia, ou reconstrua com mirante transform
doctor-lake-litter = { $files } arquivos de um processo que morreu, ou que está gravando agora
doctor-lake-litter-fix = mirante doctor --fix os retira; a próxima gravação também
doctor-lake-cleared = { $files } arquivos de um processo que morreu foram retirados
doctor-vault-none = ainda não há cofre
doctor-vault = { $file } abre com sua chave
doctor-vault-gone = o cofre { $file } não está lá, e o lago conta com ele
doctor-vault-gone-fix = restaure-o de uma cópia; sem ele a próxima carga é recusada
doctor-key = a chave { $key } não serve: { $problem }
doctor-key-fix = recoloque o arquivo de chave guardado à parte; para o acesso, mirante doctor --fix
doctor-open = outros podem ler { $file } (modo { $mode })
doctor-open-fix = mirante doctor --fix, ou chmod 600
doctor-closed = outros podiam ler { $file } (modo { $mode }); agora só quem é dono
doctor-no-recipient = ninguém foi indicado para abrir o cofre copiado
doctor-no-recipient-fix = mirante backup key ARQUIVO, e o destinatário em [backup] recipient
doctor-no-drill = nunca se ensaiou uma restauração
doctor-no-drill-fix = mirante backup create DEST, depois mirante backup drill DEST
doctor-drill = ensaio há { $days } dias, versão { $version }, de { $folder }
doctor-old-drill = o último ensaio de restauração foi há { $days } dias
doctor-old-drill-fix = mirante backup drill { $folder }
doctor-serve = { $address } está livre
doctor-serve-taken = { $address } não está livre: { $problem }
doctor-serve-taken-fix = se não for o próprio mirante serve, use mirante serve --bind 127.0.0.1:8081
head-keep = guarda
head-ended_from = venceu de
head-ended_to = venceu até
head-purpose = finalidade
verify-given-up = { $versions } dispensadas pelo gc: os manifestos ficam na corrente, as linhas não.
verify-expired = { $files } expirados pela retenção, não perdidos.

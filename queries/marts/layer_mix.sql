-- name: marts.layer_mix
-- title: De onde vem o trabalho | Where work comes from
-- grain: month_on, layer, unit_id, area_id
-- columns: month_on:on, layer:code, unit_id:id, area_id:id, opportunities_n:int, complete_spec_n:int, positions_n:int, applications_n:int,
--   eligible_n:int, selected_n:int, criteria_named_n:int, filled_n:int, newcomers_n:int, engagements_n:int, mediated_n:int,
--   legally_reviewed_n:int, members_n:int, minutes:int, admin_minutes:int, care_minutes:int, timed_minutes:int, off_hours_minutes:int,
--   value:money, reference_gap_amount:money
-- owner: planejamento
-- check: unique(month_on, layer, unit_id, area_id), one_of(layer, interno, intermediario, externo)
-- check: holds(complete_spec_n <= opportunities_n AND filled_n <= positions_n AND criteria_named_n <= selected_n)
-- check: holds(selected_n <= applications_n AND eligible_n <= applications_n), holds(newcomers_n <= members_n)
-- check: holds(mediated_n <= engagements_n AND legally_reviewed_n <= engagements_n), holds(off_hours_minutes <= timed_minutes)
-- tag: circulacao
--
-- Opportunities, their positions and applications stand in the month in which the opportunity was published; engagements outside in
-- that in which they began; work in its own. Newcomers are members whose first work ever lies there. Complete is an opportunity with
-- scope, requirements, duration, mode and way of paying. Minutes outside hours are of those whose times are known (`timed_minutes`).

WITH requirements AS (
    SELECT DISTINCT opportunity_id FROM staging.opportunity_requirements
),

applications AS (
    SELECT
        opportunity_id,
        COUNT(*) AS n,
        COUNT(*) FILTER (WHERE is_eligible) AS eligible_n,
        COUNT(*) FILTER (WHERE status = 'selecionada') AS selected_n,
        COUNT(*) FILTER (WHERE status = 'selecionada' AND COALESCE(criteria, '{}') <> '{}') AS criteria_named_n
    FROM staging.applications
    GROUP BY opportunity_id
),

published AS (
    SELECT
        month_start(local_day(opportunities.opened_at)) AS month_on,
        opportunities.layer,
        opportunities.unit_id,
        opportunities.area_id,
        requirements.opportunity_id IS NOT NULL
            AND opportunities.scope_hash IS NOT NULL
            AND opportunities.duration_days IS NOT NULL
            AND opportunities.execution_mode IS NOT NULL
            AND opportunities.pay_mode IS NOT NULL AS is_complete,
        staffing.positions_n,
        staffing.filled_n,
        COALESCE(applications.n, 0) AS applications_n,
        COALESCE(applications.eligible_n, 0) AS eligible_n,
        COALESCE(applications.selected_n, 0) AS selected_n,
        COALESCE(applications.criteria_named_n, 0) AS criteria_named_n,
        COALESCE(opportunities.value, 0) AS value
    FROM staging.opportunity_staffing AS staffing
    INNER JOIN staging.opportunities AS opportunities ON opportunities.opportunity_id = staffing.opportunity_id
    LEFT JOIN requirements ON requirements.opportunity_id = opportunities.opportunity_id
    LEFT JOIN applications ON applications.opportunity_id = opportunities.opportunity_id
    WHERE opportunities.opened_at IS NOT NULL
),

offers AS (
    SELECT
        month_on, layer, unit_id, area_id,
        COUNT(*) AS opportunities_n,
        COUNT(*) FILTER (WHERE is_complete) AS complete_spec_n,
        sum_checked(positions_n) AS positions_n,
        sum_checked(applications_n) AS applications_n,
        sum_checked(eligible_n) AS eligible_n,
        sum_checked(selected_n) AS selected_n,
        sum_checked(criteria_named_n) AS criteria_named_n,
        sum_checked(filled_n) AS filled_n,
        sum_checked(value) AS value
    FROM published
    GROUP BY month_on, layer, unit_id, area_id
),

begun AS (
    SELECT
        month_start(engagements.started_on) AS month_on,
        'externo' AS layer,
        COALESCE(opportunities.unit_id, members.unit_id, 'nao_informado') AS unit_id,
        COALESCE(opportunities.area_id, 'nao_informado') AS area_id,
        engagements.is_mediated,
        engagements.legal_review_at IS NOT NULL AS is_reviewed,
        engagements.value - engagements.reference_amount AS gap_amount
    FROM staging.members AS members
    RIGHT JOIN staging.external_engagements AS engagements ON members.member_id = engagements.member_id
    LEFT JOIN staging.opportunities AS opportunities ON opportunities.opportunity_id = engagements.opportunity_id
),

engagements AS (
    SELECT
        month_on, layer, unit_id, area_id,
        COUNT(*) AS engagements_n,
        COUNT(*) FILTER (WHERE is_mediated) AS mediated_n,
        COUNT(*) FILTER (WHERE is_reviewed) AS legally_reviewed_n,
        COALESCE(sum_checked(gap_amount), 0) AS reference_gap_amount
    FROM begun
    GROUP BY month_on, layer, unit_id, area_id
),

firsts AS (
    SELECT first_value(participation_id ORDER BY work_on, participation_id) AS participation_id
    FROM staging.work_records
    GROUP BY member_id
),

work AS (
    SELECT
        month_start(records.work_on) AS month_on,
        records.layer,
        records.unit_id,
        records.area_id,
        COUNT(DISTINCT records.member_id) AS members_n,
        COUNT(firsts.participation_id) AS newcomers_n,
        sum_checked(records.minutes) AS minutes,
        COALESCE(sum_checked(records.minutes) FILTER (WHERE records.is_admin), 0) AS admin_minutes,
        COALESCE(sum_checked(records.minutes) FILTER (WHERE records.is_care), 0) AS care_minutes,
        sum_checked(records.timed_minutes) AS timed_minutes,
        sum_checked(records.off_hours_minutes) AS off_hours_minutes
    FROM firsts
    RIGHT JOIN staging.work_records AS records ON firsts.participation_id = records.participation_id
    GROUP BY month_start(records.work_on), records.layer, records.unit_id, records.area_id
),

places AS (
    SELECT month_on, layer, unit_id, area_id FROM offers
    UNION
    SELECT month_on, layer, unit_id, area_id FROM engagements
    UNION
    SELECT month_on, layer, unit_id, area_id FROM work
)

SELECT
    places.month_on,
    places.layer,
    places.unit_id,
    places.area_id,
    COALESCE(offers.opportunities_n, 0) AS opportunities_n,
    COALESCE(offers.complete_spec_n, 0) AS complete_spec_n,
    COALESCE(offers.positions_n, 0) AS positions_n,
    COALESCE(offers.applications_n, 0) AS applications_n,
    COALESCE(offers.eligible_n, 0) AS eligible_n,
    COALESCE(offers.selected_n, 0) AS selected_n,
    COALESCE(offers.criteria_named_n, 0) AS criteria_named_n,
    COALESCE(offers.filled_n, 0) AS filled_n,
    COALESCE(work.newcomers_n, 0) AS newcomers_n,
    COALESCE(engagements.engagements_n, 0) AS engagements_n,
    COALESCE(engagements.mediated_n, 0) AS mediated_n,
    COALESCE(engagements.legally_reviewed_n, 0) AS legally_reviewed_n,
    COALESCE(work.members_n, 0) AS members_n,
    COALESCE(work.minutes, 0) AS minutes,
    COALESCE(work.admin_minutes, 0) AS admin_minutes,
    COALESCE(work.care_minutes, 0) AS care_minutes,
    COALESCE(work.timed_minutes, 0) AS timed_minutes,
    COALESCE(work.off_hours_minutes, 0) AS off_hours_minutes,
    COALESCE(offers.value, 0) AS value,
    COALESCE(engagements.reference_gap_amount, 0) AS reference_gap_amount
FROM places
LEFT JOIN offers
    ON offers.month_on = places.month_on AND offers.layer = places.layer
    AND offers.unit_id = places.unit_id AND offers.area_id = places.area_id
LEFT JOIN engagements
    ON engagements.month_on = places.month_on AND engagements.layer = places.layer
    AND engagements.unit_id = places.unit_id AND engagements.area_id = places.area_id
LEFT JOIN work
    ON work.month_on = places.month_on AND work.layer = places.layer
    AND work.unit_id = places.unit_id AND work.area_id = places.area_id

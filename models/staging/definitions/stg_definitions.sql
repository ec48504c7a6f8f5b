with

definitions as (
    select * from {{ ref('mql_definitions') }}
),

cast_rows as (
    select
        trim(definition_id) as definition_id,
        {{ to_integer('version') }} as version,
        name,
        playbook,
        description,
        company_stage,
        segment,
        {{ to_date('effective_from') }} as effective_from,
        {{ to_date('effective_to') }} as effective_to,
        coalesce(nullif(lower(trim(decay_kind)), ''), 'none') as decay_kind,
        {{ to_number('decay_rate') }} as decay_rate,
        {{ rounded(to_number('decay_period_days') ~ ' * 86400', 6) }} as decay_period_seconds,
        {{ to_number('fit_cap') }} as fit_cap,
        {{ to_number('behavior_cap') }} as behavior_cap,
        {{ to_number('bant_cap') }} as bant_cap,
        {{ to_number('off_icp_cap') }} as off_icp_cap,
        {{ to_integer('requalify_gap_days') }} as requalify_gap_days,
        {{ to_integer('dormant_after_days') }} as dormant_after_days,
        marketing_owner,
        {{ to_date('marketing_signed_on') }} as marketing_signed_on,
        sales_owner,
        {{ to_date('sales_signed_on') }} as sales_signed_on,
        {{ to_date('review_on') }} as review_on,
        evidence,
        {{ to_integer('deals_analysed') }} as deals_analysed,
        basis,
        note
    from definitions
),

selected as (
    select * from cast_rows
    where {{ is_selected_definition('definition_id') }}
),

contents as (
    select * from {{ ref('stg_definition_contents') }}
)

-- whoever changes what a version says gives it another key; the one on duty: where the var names none of those built, the first
select
    keys.definition_key,
    contents.content_key,
    selected.definition_id = coalesce(
        max(case when selected.definition_id = '{{ var("active_definition") }}' then selected.definition_id end) over (),
        min(selected.definition_id) over ()
    ) as is_active,
    selected.*
from selected
inner join contents on selected.definition_id = contents.definition_id and selected.version = contents.version
inner join {{ ref('stg_definition_keys') }} as keys on contents.content_key = keys.content_key

-- which versions are read against which: each against the one before it, and other definitions against the one on duty
with

definitions as (
    select * from {{ ref('stg_definitions') }}
),

-- of the definition on duty, the version in force; where none is, the newest
on_duty as (
    select
        definition_key,
        definition_id,
        row_number() over (
            order by
                case
                    when
                        coalesce(effective_from <= {{ local_date(as_of()) }}, true)
                        and coalesce(effective_to > {{ local_date(as_of()) }}, true)
                        then 0
                    else 1
                end,
                version desc
        ) as choice
    from definitions
    where is_active
),

versions as (
    select
        definition_key,
        lag(definition_key) over (partition by definition_id order by version) as previous_key
    from definitions
)

select
    'previous_version' as compared_with,
    previous_key as other_key,
    definition_key
from versions
where previous_key is not null
union all
select
    'on_duty' as compared_with,
    on_duty.definition_key as other_key,
    definitions.definition_key
from definitions
inner join on_duty on definitions.definition_id <> on_duty.definition_id
where on_duty.choice = 1

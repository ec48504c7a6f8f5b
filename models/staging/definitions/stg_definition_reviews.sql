with

definition_reviews as (
    select * from {{ ref('definition_reviews') }}
),

definitions as (
    select * from {{ ref('stg_definitions') }}
)

select
    definitions.definition_key,
    {{ to_date('definition_reviews.reviewed_on') }} as reviewed_on,
    lower(trim(definition_reviews.outcome)) as outcome,
    coalesce({{ to_boolean('definition_reviews.icp_changed') }}, false) as icp_changed,
    coalesce({{ to_boolean('definition_reviews.motion_changed') }}, false) as motion_changed,
    coalesce({{ to_boolean('definition_reviews.merged_company') }}, false) as merged_company,
    definition_reviews.note
from definition_reviews
inner join definitions
    on
        trim(definition_reviews.definition_id) = definitions.definition_id
        and {{ to_integer('definition_reviews.version') }} = definitions.version
-- what happened after as_of is unseen
where {{ to_date('definition_reviews.reviewed_on') }} <= {{ local_date(as_of()) }}

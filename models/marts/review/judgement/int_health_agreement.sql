-- who signed each definition, what it rests on, and when it was last looked at or changed
with

definitions as (
    select
        written.*,
        {{ local_date(as_of()) }} as today_on
    from {{ ref('stg_definitions') }} as written
),

reviews as (
    select
        definition_key,
        count(*) as reviews,
        max(reviewed_on) as last_reviewed_on,
        max(case when outcome <> 'kept' then reviewed_on end) as last_adjusted_on
    from {{ ref('stg_definition_reviews') }}
    group by definition_key
),

dated as (
    select
        definitions.*,
        coalesce(reviews.reviews, 0) as reviews,
        reviews.last_reviewed_on,
        coalesce(definitions.effective_from <= definitions.today_on, true)
        and coalesce(definitions.effective_to > definitions.today_on, true) as is_in_force,
        case when definitions.effective_from <= definitions.today_on then definitions.effective_from end as written_on,
        coalesce(definitions.marketing_signed_on <= definitions.today_on, false) as is_signed_by_marketing,
        coalesce(definitions.sales_signed_on <= definitions.today_on, false) as is_signed_by_sales,
        reviews.last_adjusted_on
    from definitions
    left join reviews on definitions.definition_key = reviews.definition_key
),

-- others in force for the same segment that one of the sides signed
rivals as (
    select
        mine.definition_key,
        count(*) as rivals,
        {{ joined_text("theirs.definition_id || ' ' || cast(theirs.version as " ~ dbt.type_string() ~ ")", ', ', 'theirs.definition_id') }}
            as names
    from dated as mine
    inner join dated as theirs
        on
            mine.definition_id <> theirs.definition_id
            and coalesce(mine.segment, '') = coalesce(theirs.segment, '')
            and theirs.is_in_force
            and (theirs.is_signed_by_marketing or theirs.is_signed_by_sales)
    group by mine.definition_key
)

select
    dated.definition_key,
    dated.today_on,
    dated.evidence,
    dated.deals_analysed,
    dated.review_on,
    dated.marketing_owner,
    dated.sales_owner,
    dated.is_in_force,
    dated.is_signed_by_marketing,
    dated.is_signed_by_sales,
    dated.reviews,
    greatest(
        coalesce(dated.written_on, dated.last_reviewed_on), coalesce(dated.last_reviewed_on, dated.written_on)
    ) as last_looked_on,
    greatest(coalesce(dated.written_on, dated.last_adjusted_on), coalesce(dated.last_adjusted_on, dated.written_on)) as last_changed_on,
    coalesce(rivals.rivals, 0) as rivals,
    rivals.names as rival_names,
    case
        when dated.is_signed_by_marketing and dated.is_signed_by_sales
            then
                'Marketing signed on ' || {{ date_words('dated.marketing_signed_on') }} || ', sales on '
                || {{ date_words('dated.sales_signed_on') }} || '.'
        when dated.is_signed_by_marketing
            then 'Marketing signed on ' || {{ date_words('dated.marketing_signed_on') }} || ', sales did not.'
        when dated.is_signed_by_sales
            then 'Sales signed on ' || {{ date_words('dated.sales_signed_on') }} || ', marketing did not.'
        else 'Neither side signed.'
    end as signature_words
from dated
left join rivals on dated.definition_key = rivals.definition_key

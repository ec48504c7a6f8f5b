with

titles as (
    select distinct lower(trim(job_title)) as job_title
    from {{ ref('int_lead_profiles') }}
    where job_title is not null
),

keywords as (
    select * from {{ ref('title_keywords') }}
),

-- whole words only: every run of other characters is one space
words as (
    select
        job_title,
        ' ' || trim({{ regexp_replace('job_title', '[^a-z0-9]+', ' ') }}) || ' ' as title_words
    from titles
),

matches as (
    select
        words.job_title,
        keywords.kind,
        keywords.value,
        row_number() over (partition by words.job_title, keywords.kind order by keywords.rank) as match_number
    from words
    inner join keywords on words.title_words like '% ' || keywords.keyword || ' %'
)

select
    words.job_title,
    coalesce(cast(max(case when matches.kind = 'seniority' and matches.match_number = 1 then matches.value end) as {{ dbt.type_int() }}), 1)
        as seniority,
    coalesce(max(case when matches.kind = 'job_function' and matches.match_number = 1 then matches.value end), 'other') as job_function,
    max(case when matches.kind = 'flag' and matches.value = 'student' then 1 else 0 end) = 1 as is_student,
    max(case when matches.kind = 'flag' and matches.value = 'job_seeker' then 1 else 0 end) = 1 as is_job_seeker,
    max(case when matches.kind = 'flag' and matches.value = 'consultant' then 1 else 0 end) = 1 as is_consultant
from words
left join matches on words.job_title = matches.job_title
group by words.job_title

with

emails as (
    select distinct lower(trim(email)) as email
    from {{ ref('int_lead_profiles') }}
    where email is not null
),

parsed as (
    select
        email,
        case when {{ regexp_matches('email', is_email()) }} then {{ split_part('email', '@', 2) }} end as email_domain
    from emails
),

domains as (
    select distinct email_domain
    from parsed
    where email_domain is not null
),

student_mail as (
    select distinct domains.email_domain
    from domains
    inner join {{ ref('student_domains') }} as suffixes
        on
            domains.email_domain like '%' || lower(suffixes.domain)
            or domains.email_domain = lower(suffixes.domain)
            or '.' || domains.email_domain = lower(suffixes.domain)
),

free_mail as (
    select distinct lower(trim(domain)) as email_domain
    from {{ ref('free_mail_domains') }}
)

select
    parsed.email,
    parsed.email_domain,
    case
        when parsed.email_domain is null then 'invalid'
        when student_mail.email_domain is not null then 'student'
        when free_mail.email_domain is not null then 'free'
        else 'corporate'
    end as email_kind
from parsed
left join student_mail on parsed.email_domain = student_mail.email_domain
left join free_mail on parsed.email_domain = free_mail.email_domain

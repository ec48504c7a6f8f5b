-- by domain: they are fewer than addresses
with

domains as (
    select distinct email_domain
    from {{ ref('int_lead_profiles') }}
    where email_domain is not null
),

student_suffixes as (
    select distinct
        lower(domain) as suffix,
        length(domain) as suffix_length
    from {{ ref('student_domains') }}
),

suffix_lengths as (
    select distinct suffix_length
    from student_suffixes
),

-- with a dot before it a domain ends in its own suffix; by length, so that endings are joined and not tried one by one
endings as (
    select
        domains.email_domain,
        right('.' || domains.email_domain, suffix_lengths.suffix_length) as ending
    from domains
    cross join suffix_lengths
),

student_mail as (
    select distinct endings.email_domain
    from endings
    inner join student_suffixes on endings.ending = student_suffixes.suffix
),

free_mail as (
    select distinct lower(trim(domain)) as email_domain
    from {{ ref('free_mail_domains') }}
)

select
    domains.email_domain,
    case
        when student_mail.email_domain is not null then 'student'
        when free_mail.email_domain is not null then 'free'
        else 'corporate'
    end as email_kind
from domains
left join student_mail on domains.email_domain = student_mail.email_domain
left join free_mail on domains.email_domain = free_mail.email_domain

-- Three roles, each with what its process needs and no more. Run it as the database's superuser, in homthu's own database,
-- after "homthu init" and again after each "homthu migrate": psql --dbname homthu --file deploy/postgresql-roles.sql
-- It changes nothing where it has run already. Passwords are yours: ALTER ROLE homthu_web PASSWORD '…'.

-- All of it or nothing, and nobody sees it half done.
BEGIN;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['homthu_owner', 'homthu_web', 'homthu_worker'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', name);
        END IF;
    END LOOP;
    -- Who owns a table may grant itself anything: neither the web nor the worker does.
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO homthu_owner', name);
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO homthu_owner;
GRANT USAGE ON SCHEMA public TO homthu_web, homthu_worker;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, homthu_web, homthu_worker;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, homthu_web, homthu_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO homthu_web, homthu_worker;

-- The one list of what web and worker may do: nothing that does not stand here. Found by listening to the statements of
-- the tests (tests/rights.py). A row lock counts as UPDATE. A table without a line stops this file.
CREATE TEMPORARY TABLE allowed (name text PRIMARY KEY, web text NOT NULL, worker text NOT NULL) ON COMMIT DROP;
INSERT INTO allowed (name, web, worker) VALUES
    ('account_watch', '', 'SELECT, INSERT, UPDATE'),
    ('alembic_version', 'SELECT', 'SELECT'),
    ('alert', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('alert_address', 'SELECT, INSERT, DELETE', 'SELECT, UPDATE'),
    ('announced_day', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('area', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('area_name', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('attachment', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'),
    ('attachment_chunk', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'),
    ('bar', 'SELECT, INSERT, DELETE', 'SELECT, DELETE'),
    ('box', 'SELECT, INSERT', 'SELECT'),
    ('call_draft', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, DELETE'),
    ('caller', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('candidate_access', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('category', 'SELECT', 'SELECT'),
    ('cluster', '', ''),
    ('cluster_area', 'SELECT', ''),
    ('collection', 'SELECT, INSERT, UPDATE', ''),
    ('custody_chunk', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'),
    ('custody_file', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('custody_share', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('delivery', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('disclosure', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, DELETE'),
    ('disclosure_decision', 'SELECT, INSERT, DELETE', 'SELECT, DELETE'),
    ('disclosure_reason', 'SELECT, INSERT, DELETE', 'SELECT, DELETE'),
    ('duty_hours', 'SELECT, INSERT, DELETE', 'SELECT'),
    ('file_day', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'),
    ('former_seed', 'SELECT, INSERT', 'SELECT, DELETE'),
    ('handover', 'INSERT', ''),
    ('holding', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('hotline_call', 'SELECT, INSERT', 'SELECT, INSERT, DELETE'),
    ('identity', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'),
    ('identity_share', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('invitation', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('journal_detail', 'SELECT', 'SELECT, DELETE'),
    ('journal_head', 'SELECT', 'SELECT'),
    ('journal_line', '', ''),
    ('leave', 'SELECT, INSERT, DELETE', 'SELECT'),
    ('legal_hold', 'SELECT, INSERT, DELETE', 'SELECT'),
    ('message', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, DELETE'),
    ('officer', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('officer_session', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('outcome', 'SELECT, INSERT, DELETE', ''),
    ('outgoing_text', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('paper_box', 'SELECT, INSERT', ''),
    ('partner_day', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'),
    ('post', 'SELECT, INSERT, UPDATE', 'SELECT'),
    ('post_activity', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'),
    ('post_key', 'SELECT, INSERT', 'SELECT'),
    ('post_recovery_share', 'SELECT, INSERT, DELETE', ''),
    ('published_head', 'SELECT', 'SELECT, INSERT'),
    ('quarantine', 'INSERT', 'SELECT, UPDATE, DELETE'),
    ('recording', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('recovery', 'SELECT, INSERT, UPDATE', ''),
    ('recovery_code', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('recovery_decision', 'SELECT, INSERT, DELETE', ''),
    ('recovery_reason', 'SELECT, INSERT, DELETE', ''),
    ('register_counter', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'),
    ('reply_address', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('ringing_call', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('saved_sentence', 'SELECT, INSERT, DELETE', ''),
    ('second_factor', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('shift', 'SELECT, INSERT, DELETE', 'SELECT'),
    ('sign_in_step', 'SELECT, INSERT, UPDATE, DELETE', ''),
    ('sms_arrival', 'SELECT, INSERT', 'SELECT, INSERT, DELETE'),
    ('sms_thread', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('spent_month', 'SELECT, INSERT', 'SELECT, INSERT, DELETE'),
    ('text_file', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('thanks', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE'),
    ('thread_handle', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, DELETE'),
    ('thread_reading', 'SELECT, INSERT, UPDATE', 'SELECT, DELETE'),
    ('tip', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE'),
    ('tip_access', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'),
    ('tip_draft', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, DELETE'),
    ('tip_key', 'SELECT, INSERT, DELETE', 'SELECT, DELETE'),
    ('tip_link', 'SELECT, INSERT, DELETE', 'SELECT, DELETE'),
    ('tip_receipt', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE, DELETE'),
    ('waiting_watch', '', 'SELECT, INSERT, UPDATE, DELETE'),
    ('warning', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'),
    ('warning_contact', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE, DELETE'),
    ('warning_message', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE, DELETE'),
    ('warning_picture', 'SELECT, INSERT, DELETE', ''),
    ('worker_pulse', 'SELECT', 'SELECT, INSERT, UPDATE');
DO $$
DECLARE
    line allowed;
    missing text;
BEGIN
    SELECT tablename INTO missing FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN (SELECT name FROM allowed);
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'table % has no line in the list of rights', missing;
    END IF;
    FOR line IN SELECT allowed.* FROM allowed JOIN pg_tables ON tablename = name AND schemaname = 'public' LOOP
        IF line.web <> '' THEN
            EXECUTE format('GRANT %s ON public.%I TO homthu_web', line.web, line.name);
        END IF;
        IF line.worker <> '' THEN
            EXECUTE format('GRANT %s ON public.%I TO homthu_worker', line.worker, line.name);
        END IF;
    END LOOP;
END
$$;

-- The journal is appended by the owner's functions, which check number and chain: neither role can write a line that does
-- not continue it, nor take the head away from those that do.
ALTER FUNCTION homthu_take_head() OWNER TO homthu_owner;
ALTER FUNCTION homthu_append(bigint, bytea, bytea, bytea, timestamptz, text, text, text, text, text) OWNER TO homthu_owner;
GRANT EXECUTE ON FUNCTION homthu_take_head(),
    homthu_append(bigint, bytea, bytea, bytea, timestamptz, text, text, text, text, text)
    TO homthu_web, homthu_worker;

-- Another role of this server reaches nothing here, and ours reach nothing elsewhere. Databases of others
-- on a shared server are theirs to close.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[current_database()::text, 'postgres', 'template1'] LOOP
        IF EXISTS (SELECT FROM pg_database WHERE datname = name) THEN
            EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', name);
        END IF;
    END LOOP;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO homthu_owner, homthu_web, homthu_worker', current_database());
    -- Large objects have an owner each, and are a place to hide things that no table's rights reach.
    FOR name IN
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite'))
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;

-- A statement that fails is not logged, nor what it was about: values stand in details and in parameters. Only the
-- superuser can set this, and it holds for the role wherever it comes from.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['homthu_owner', 'homthu_web', 'homthu_worker'] LOOP
        EXECUTE format('ALTER ROLE %I SET log_min_error_statement = panic', name);
        EXECUTE format('ALTER ROLE %I SET log_min_messages = fatal', name);
        EXECUTE format('ALTER ROLE %I SET log_error_verbosity = terse', name);
        EXECUTE format('ALTER ROLE %I SET log_statement = none', name);
        EXECUTE format('ALTER ROLE %I SET log_min_duration_statement = -1', name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', name);
        EXECUTE format('ALTER ROLE %I SET log_parameter_max_length_on_error = 0', name);
    END LOOP;
END
$$;

-- Whatever changes a tip counts what its barred officers are not told of, and changes no bar.
GRANT UPDATE (hidden_changes) ON bar TO homthu_web, homthu_worker;

-- Reply addresses the web hands in, and never reads again, not even as ciphertext.
REVOKE SELECT ON reply_address FROM homthu_web;
GRANT SELECT (tip_id, partner, month, is_answerable, stopped_at, is_blocked, is_block_due) ON reply_address TO homthu_web;

-- So with where a text's files lie: the web hands it in, counts it and takes it back.
REVOKE SELECT, UPDATE ON text_file FROM homthu_web;
GRANT SELECT (id, tip_id, state) ON text_file TO homthu_web;

COMMIT;

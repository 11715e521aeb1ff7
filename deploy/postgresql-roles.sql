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
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO homthu_web, homthu_worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO homthu_web, homthu_worker;

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

-- The schema is the owner's.
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM homthu_web, homthu_worker;

-- The journal: lines are added and never changed. Only the worker, which destroys what has had its time, takes details
-- away; the chain still verifies without them. The head has to move with each line.
REVOKE UPDATE, DELETE ON journal_line, journal_detail, published_head FROM homthu_web, homthu_worker;
REVOKE DELETE ON journal_head FROM homthu_web, homthu_worker;
REVOKE INSERT ON published_head FROM homthu_web;
GRANT DELETE ON journal_detail TO homthu_worker;

-- Reply addresses and quarantine the web hands in, and never reads again, not even as ciphertext.
REVOKE SELECT, UPDATE, DELETE ON quarantine FROM homthu_web;
REVOKE SELECT ON reply_address FROM homthu_web;
GRANT SELECT (tip_id, partner, month, is_answerable, stopped_at, is_blocked, is_block_due) ON reply_address TO homthu_web;

-- So with where a text's files lie: the web hands it in, counts it and takes it back.
REVOKE SELECT, UPDATE ON text_file FROM homthu_web;
GRANT SELECT (id, tip_id, state) ON text_file TO homthu_web;

-- What happens to accounts the worker tells their holders, and it alone keeps how far it has read.
REVOKE ALL ON account_watch FROM homthu_web;

-- Signing in is the web's: factors, steps, sessions, invitations. Accounts and keys the worker reads and never changes.
REVOKE ALL ON second_factor, recovery_code, sign_in_step, officer_session, invitation FROM homthu_worker;
REVOKE INSERT, UPDATE, DELETE ON officer, holding, post, post_key FROM homthu_worker;

-- Residents' pages are the web's; the worker deletes those that have ended.
REVOKE INSERT, UPDATE ON thread_handle FROM homthu_worker;

COMMIT;

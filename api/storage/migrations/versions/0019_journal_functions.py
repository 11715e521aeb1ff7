"""On PostgreSQL the journal is appended by functions of the owner

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# A role that may only call these can neither skip a number, break the chain, nor move the head without a line.
_TAKE_HEAD = """
CREATE OR REPLACE FUNCTION homthu_take_head(OUT last_number bigint, OUT last_head bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    SELECT h.number, h.head INTO last_number, last_head FROM public.journal_head AS h WHERE h.id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO public.journal_head (id, number, head) VALUES (1, 0, decode(repeat('00', 32), 'hex'))
        ON CONFLICT DO NOTHING;
        SELECT h.number, h.head INTO last_number, last_head FROM public.journal_head AS h WHERE h.id = 1 FOR UPDATE;
    END IF;
END
$$
"""
_APPEND = """
CREATE OR REPLACE FUNCTION homthu_append(
    new_number bigint, new_commitment bytea, new_head bytea, new_salt bytea, new_at timestamptz,
    new_event text, new_officer text, new_tip text, new_post text, new_remark text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    former record;
BEGIN
    SELECT h.number, h.head INTO former FROM public.journal_head AS h WHERE h.id = 1 FOR UPDATE;
    IF NOT FOUND
        OR new_number IS DISTINCT FROM former.number + 1
        OR octet_length(new_commitment) IS DISTINCT FROM 32
        OR octet_length(new_salt) IS DISTINCT FROM 16
        OR new_head IS DISTINCT FROM
            sha256(convert_to('homthu/1/line', 'UTF8') || former.head || int8send(new_number) || new_commitment)
    THEN
        RAISE EXCEPTION 'the line does not continue the journal' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.journal_line (number, commitment, head) VALUES (new_number, new_commitment, new_head);
    INSERT INTO public.journal_detail (number, salt, at, event, officer_id, tip_id, post_id, remark)
    VALUES (new_number, new_salt, new_at, new_event, new_officer, new_tip, new_post, new_remark);
    UPDATE public.journal_head SET number = new_number, head = new_head WHERE id = 1;
END
$$
"""
_SIGNATURES = (
    "homthu_take_head()",
    "homthu_append(bigint, bytea, bytea, bytea, timestamptz, text, text, text, text, text)",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_TAKE_HEAD)
        op.execute(_APPEND)
        for signature in _SIGNATURES:
            op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for signature in _SIGNATURES:
            op.execute(f"DROP FUNCTION {signature}")

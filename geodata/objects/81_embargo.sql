-- Movements that ended a few days ago are public nowhere. A day ends by itself and no trigger fires then, so that the
-- published table holds all movements, and a policy of the table itself lets the public's login see those of the past.

ALTER TABLE published.flows ENABLE ROW LEVEL SECURITY;
CREATE POLICY ended_before_the_embargo ON published.flows FOR SELECT
    USING (period_end <= (SELECT e.ended_by FROM published.movement_embargo e));

CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ninewa.movement_embargo
    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.note_change_of_rows();

CREATE POLICY read ON ninewa.movement_embargo FOR SELECT USING ((SELECT ninewa.may_plan()));
CREATE POLICY set_by_officers ON ninewa.movement_embargo FOR INSERT
    WITH CHECK (ninewa.role_now() IN ('information_officer', 'admin') AND set_by = ninewa.person_now());

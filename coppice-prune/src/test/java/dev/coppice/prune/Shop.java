package dev.coppice.prune;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.ParkingWaiter;
import dev.coppice.prune.internal.campaign.Work.Hooks;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;

/** Sessions with events, steps below events, and grants that name a session by its id alone. */
final class Shop {
    static final Act ANN = Act.of("ann", "spring cleaning");
    static final TableName SESSION = TableName.parse("app.session");
    static final CampaignOptions OPTIONS = CampaignOptions.by(ANN);

    // language=SQL
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.session (id uuid PRIMARY KEY, status text NOT NULL, ended_at timestamptz, note text);
            CREATE INDEX ON app.session (ended_at, id);
            CREATE TABLE app.event (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                session_id uuid NOT NULL REFERENCES app.session,
                body text
            );
            CREATE INDEX ON app.event (session_id);
            CREATE TABLE app.step (
                event_id bigint NOT NULL REFERENCES app.event ON DELETE CASCADE,
                n int NOT NULL,
                PRIMARY KEY (event_id, n)
            );
            CREATE TABLE app.audit (id int PRIMARY KEY, session_id uuid REFERENCES app.session ON DELETE SET NULL);
            CREATE INDEX ON app.audit (session_id);
            CREATE TABLE app.grants (entity_type text NOT NULL, entity_id text NOT NULL, who text NOT NULL);
            CREATE INDEX ON app.grants (entity_id, entity_type);
            """;

    // Every third session is still open, every fifth ended yesterday; ages repeat, so that keys decide.
    // language=SQL
    private static final String ROWS = """
            INSERT INTO app.session
            SELECT
                md5(i::text)::uuid,
                CASE WHEN i % 3 = 0 THEN 'OPEN' ELSE 'ENDED' END,
                CASE WHEN i % 5 = 0 THEN now() - interval '1 day' ELSE timestamptz '2020-01-01' + i / 4 * interval '1 h' END,
                'note ' || i
            FROM generate_series(1, :sessions) AS i;
            INSERT INTO app.event (session_id, body)
            SELECT id, note || ',"' || chr(10) FROM app.session, generate_series(1, 2) ORDER BY id;
            INSERT INTO app.step SELECT id, n FROM app.event, generate_series(1, 2) AS n WHERE id % 3 = 0;
            INSERT INTO app.audit SELECT row_number() OVER (ORDER BY id), id FROM app.session WHERE note LIKE '%7';
            INSERT INTO app.grants SELECT 'session', id::text, 'ann' FROM app.session;
            INSERT INTO app.grants SELECT 'graph', id::text, 'bob' FROM app.session WHERE note LIKE '%1';
            ANALYZE app.session, app.event, app.step, app.audit, app.grants;
            """;

    // Forty events with five steps each: more than goes at once.
    // language=SQL
    private static final String HEAVY = """
            INSERT INTO app.session VALUES (md5('heavy')::uuid, 'ENDED', timestamptz '2020-01-01 02:30:00+00', 'heavy');
            INSERT INTO app.event (session_id, body)
            SELECT md5('heavy')::uuid, 'e' || i FROM generate_series(1, 40) AS i;
            INSERT INTO app.step
            SELECT id, n FROM app.event, generate_series(1, 5) AS n WHERE session_id = md5('heavy')::uuid;
            INSERT INTO app.audit VALUES (-1, md5('heavy')::uuid);
            """;

    private Shop() {}

    static void open(TestDatabase db, int sessions) {
        db.execute(CoppiceSchema.script());
        db.execute(TABLES);
        db.execute(ROWS.replace(":sessions", String.valueOf(sessions)));
    }

    /** The same with one more session that is too heavy for one transaction. */
    static void openWithHeavy(TestDatabase db, int sessions) {
        open(db, sessions);
        db.execute(HEAVY);
    }

    /** Without brakes, so that a test meets only what it makes happen. */
    static PolicyBuilder ended() {
        return Policy.of("ended-sessions", SESSION)
                .when("status = 'ENDED'")
                .olderThan("ended_at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE)
                .association(
                        new AssociationConfig(TableName.parse("app.grants"), "entity_type", "session", "entity_id"));
    }

    static PolicyBuilder archived(Path folder) {
        return ended().archive(StoreLocation.parse("file:" + folder));
    }

    /** The same policy with 20 ms for a lock. */
    static Policy impatient(PolicyBuilder policy) {
        return policy.lockTimeout(Duration.ofMillis(20)).build();
    }

    /** Campaigns in small chunks, so that a test sees many of them. */
    static Campaigns campaigns(DataSource database, PausePoint pausePoint) {
        return campaigns(database, pausePoint, new Sizes(60, 3, 60));
    }

    static Campaigns campaigns(DataSource database, PausePoint pausePoint, Sizes sizes) {
        return Campaigns.on(database, new Hooks(new ParkingWaiter(), pausePoint, sizes));
    }

    static CampaignReport execute(TestDatabase db, Policy policy) {
        return campaigns(db.dataSource(), PausePoint.NONE).execute(policy, OPTIONS, CampaignListener.NONE);
    }
}

package dev.coppice.prune;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.CoppiceYaml;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Persons with all that hangs on them, in every shape, and the map that says what becomes of it. */
final class Town {
    static final Act ANN = Act.of("ann", "request 118");
    static final CampaignOptions OPTIONS = CampaignOptions.by(ANN);

    /** Who asks to be forgotten; the number stands nowhere else. */
    static final String KEY = "471100471";

    static final List<String> WHO = List.of(KEY);

    // language=SQL
    private static final String TABLES = """
        CREATE SCHEMA app;
        CREATE TABLE app.person (id bigint PRIMARY KEY, email text NOT NULL, manager_id bigint REFERENCES app.person);
        CREATE TABLE app.login (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            person_id bigint NOT NULL REFERENCES app.person ON DELETE CASCADE
        );
        CREATE TABLE app.post (id int PRIMARY KEY, author_id bigint REFERENCES app.person ON DELETE SET NULL);
        CREATE TABLE app.comment (
            id int PRIMARY KEY,
            post_id int NOT NULL REFERENCES app.post,
            author_id bigint NOT NULL REFERENCES app.person,
            reply_to int REFERENCES app.comment
        );
        CREATE TABLE app.invoice (
            id int PRIMARY KEY, person_id bigint REFERENCES app.person, payer_id bigint REFERENCES app.person,
            customer text NOT NULL, address text, amount int
        );
        CREATE TABLE app.booking (id int PRIMARY KEY, person_id bigint REFERENCES app.person ON DELETE CASCADE, note text);
        CREATE TABLE app.album (id int PRIMARY KEY, owner_id bigint NOT NULL REFERENCES app.person, cover_id int);
        CREATE TABLE app.photo (id int PRIMARY KEY, album_id int NOT NULL REFERENCES app.album);
        ALTER TABLE app.album ADD FOREIGN KEY (cover_id) REFERENCES app.photo;
        CREATE TABLE app.device (
            person_id bigint NOT NULL REFERENCES app.person, n int NOT NULL, PRIMARY KEY (person_id, n)
        );
        CREATE TABLE app.reading (
            id int PRIMARY KEY, person_id bigint NOT NULL, n int NOT NULL,
            FOREIGN KEY (person_id, n) REFERENCES app.device
        );
        CREATE TABLE app.tag (kind text NOT NULL, ref text NOT NULL, label text NOT NULL);
        CREATE INDEX ON app.person (manager_id);
        CREATE INDEX ON app.login (person_id);
        CREATE INDEX ON app.post (author_id);
        CREATE INDEX ON app.comment (post_id);
        CREATE INDEX ON app.comment (author_id);
        CREATE INDEX ON app.comment (reply_to);
        CREATE INDEX ON app.invoice (person_id);
        CREATE INDEX ON app.invoice (payer_id);
        CREATE INDEX ON app.booking (person_id);
        CREATE INDEX ON app.album (owner_id);
        CREATE INDEX ON app.album (cover_id);
        CREATE INDEX ON app.photo (album_id);
        CREATE INDEX ON app.reading (person_id, n);
        CREATE INDEX ON app.tag (ref, kind);
        """;

    // language=SQL
    private static final String ROWS = """
        INSERT INTO app.person VALUES (471100471, 'mia@example.org', NULL), (2, 'bob@example.org', 471100471), (3, 'eve', 2);
        INSERT INTO app.login (person_id) SELECT 471100471 FROM generate_series(1, 3);
        INSERT INTO app.login (person_id) VALUES (2);
        INSERT INTO app.post VALUES (1, 471100471), (2, 2), (3, NULL);
        INSERT INTO app.comment VALUES
            (1, 1, 2, NULL), (2, 2, 471100471, NULL), (3, 2, 2, 2), (4, 2, 471100471, 3), (5, 2, 3, NULL);
        INSERT INTO app.invoice VALUES
            (1, 471100471, 471100471, 'Mia', 'Hill 1', 10), (2, 2, 471100471, 'Bob', 'Hill 2', 20), (3, 2, 2, 'Bob', 'Hill 2', 30);
        INSERT INTO app.booking VALUES (1, 471100471, 'paid'), (2, 2, 'paid');
        INSERT INTO app.album VALUES (1, 471100471, NULL), (2, 2, NULL);
        INSERT INTO app.photo VALUES (1, 1), (2, 1), (3, 2);
        UPDATE app.album SET cover_id = CASE id WHEN 1 THEN 2 ELSE 3 END;
        INSERT INTO app.device VALUES (471100471, 1), (471100471, 2), (2, 1);
        INSERT INTO app.reading VALUES (1, 471100471, 1), (2, 471100471, 2), (3, 2, 1);
        INSERT INTO app.tag VALUES ('person', '471100471', 'vip'), ('post', '471100471', 'other'), ('person', '2', 'vip');
        """;

    static final String MAP = """
        subjects:
          person:
            table: app.person
            tables:
              - { table: app.person, forget: [manager_id] }
              - { table: app.login }
              - { table: app.post }
              - { table: app.comment, forget: [reply_to] }
              - { table: app.invoice, action: nullify, set: { customer: erased }, clear: [address] }
              - { table: app.booking, action: keep, reason: "commercial code, ten years" }
              - { table: app.album }
              - { table: app.photo }
              - { table: app.device }
              - { table: app.reading }
            associations:
              - { table: app.tag, type-column: kind, type: person, id-column: ref }
            brakes: { oldest-snapshot: off, waiters: false }
        """;

    private Town() {}

    static void open(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute(TABLES);
        db.execute(ROWS);
    }

    static Subject person() {
        return person(MAP);
    }

    static Subject person(String yaml) {
        return new Subject(
                "person",
                Objects.requireNonNull(new CoppiceYaml(List.of(SubjectConfig.SECTION))
                        .parse("coppice.yaml", yaml)
                        .all(SubjectConfig.SECTION)
                        .get("person")));
    }

    /** The same with an archive in a folder that has its key. */
    static Subject archiving(Path folder) {
        return person(MAP + "    archive: { to: \"file:" + folder.resolve("archive") + "\", key-file: "
                + folder.resolve("key") + " }\n");
    }

    static Erasures erasures(TestDatabase db, PausePoint pausePoint) {
        return Erasures.on(db.dataSource(), Shop.campaigns(db.dataSource(), pausePoint));
    }

    /** Erasures in chunks of a few rows. */
    static Erasures small(TestDatabase db, PausePoint pausePoint) {
        return Erasures.on(db.dataSource(), Shop.campaigns(db.dataSource(), pausePoint, new Sizes(10, 1, 10)));
    }

    static Erasure erase(TestDatabase db) {
        return erasures(db, PausePoint.NONE).execute(person(), WHO, OPTIONS, CampaignListener.NONE);
    }

    /** All that is left of the town, line by line. */
    static List<String> rows(TestDatabase db) {
        return new Database(db).list("""
            SELECT line FROM (
                SELECT 'person ' || (p.*)::text AS line FROM app.person AS p
                UNION ALL SELECT 'login ' || person_id FROM app.login
                UNION ALL SELECT 'post ' || (p.*)::text FROM app.post AS p
                UNION ALL SELECT 'comment ' || (c.*)::text FROM app.comment AS c
                UNION ALL SELECT 'invoice ' || (i.*)::text FROM app.invoice AS i
                UNION ALL SELECT 'booking ' || (b.*)::text FROM app.booking AS b
                UNION ALL SELECT 'album ' || (a.*)::text FROM app.album AS a
                UNION ALL SELECT 'photo ' || (p.*)::text FROM app.photo AS p
                UNION ALL SELECT 'device ' || (d.*)::text FROM app.device AS d
                UNION ALL SELECT 'reading ' || (r.*)::text FROM app.reading AS r
                UNION ALL SELECT 'tag ' || (t.*)::text FROM app.tag AS t
            ) AS town
            ORDER BY line COLLATE "C"
            """);
    }

    static final List<String> AFTER = List.of(
            "album (2,2,3)",
            "booking (1,,paid)",
            "booking (2,2,paid)",
            "comment (3,2,2,)",
            "comment (5,2,3,)",
            "device (2,1)",
            "invoice (1,,,erased,,10)",
            "invoice (2,2,,erased,,20)",
            "invoice (3,2,2,Bob,\"Hill 2\",30)",
            "login 2",
            "person (2,bob@example.org,)",
            "person (3,eve,2)",
            "photo (3,2)",
            "post (2,2)",
            "post (3,)",
            "reading (3,2,1)",
            "tag (person,2,vip)",
            "tag (post,471100471,other)");

    /** Every text in the schema coppice, the salt left out, that holds one of these. */
    static List<String> traces(TestDatabase db, String... words) {
        var database = new Database(db);
        return database
                .list("SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'coppice'::regnamespace"
                        + " AND relkind = 'r' AND relname <> 'erasure_salt'")
                .stream()
                .flatMap(table -> List.of(words).stream()
                        .flatMap(word -> database
                                .list("SELECT (t.*)::text FROM coppice." + table + " AS t WHERE (t.*)::text LIKE '%"
                                        + word + "%'")
                                .stream()
                                .map(row -> table + ": " + row)))
                .toList();
    }
}

package dev.coppice.server;

import static dev.coppice.server.LiveServer.bearer;

import dev.coppice.control.CoppiceYaml;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.Subject;
import dev.coppice.prune.SubjectConfig;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.testkit.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server on persons who may be erased, and what tests ask of both. */
public final class PersonServer implements AutoCloseable {
    /** Who is erased; the number stands nowhere else. */
    public static final String KEY = "471100471";

    // language=SQL
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.person (id bigint PRIMARY KEY, email text NOT NULL);
            CREATE TABLE app.login (id int PRIMARY KEY, person_id bigint NOT NULL REFERENCES app.person);
            CREATE TABLE app.invoice (id int PRIMARY KEY, person_id bigint REFERENCES app.person, customer text);
            CREATE INDEX ON app.login (person_id);
            CREATE INDEX ON app.invoice (person_id);
            INSERT INTO app.person VALUES (471100471, 'mia@example.org'), (2, 'bob@example.org');
            INSERT INTO app.login VALUES (1, 471100471), (2, 471100471), (3, 2);
            INSERT INTO app.invoice VALUES (1, 471100471, 'Mia'), (2, 2, 'Bob');
            ANALYZE;
            """;

    private static final String MAP = """
            subjects:
              person:
                table: app.person
                tables:
                  - { table: app.login }
                  - { table: app.invoice, action: keep, reason: tax }
                brakes: { oldest-snapshot: off, waiters: false }
            """;

    public final LiveServer live;
    final String admin;
    final String operator;
    final String viewer;
    private final TestDatabase database;

    private PersonServer(TestDatabase database, LiveServer live) {
        this.database = database;
        this.live = live;
        this.admin = live.token(Role.ADMIN);
        this.operator = live.token(Role.OPERATOR);
        this.viewer = live.token(Role.VIEWER);
    }

    /** Two persons with what hangs on them. */
    public static void open(TestDatabase database) {
        database.execute(TABLES);
    }

    /** A server on them, with more lines in its map. */
    static PersonServer on(TestDatabase database, Optional<ReceiptSigner> signer, String... lines) {
        var subjects = subjects(lines);
        return new PersonServer(
                database, LiveServer.on(database, config -> config.erasing(new Erasing(subjects, signer))));
    }

    /** The same without signed receipts. */
    public static PersonServer on(TestDatabase database, String... lines) {
        return on(database, Optional.empty(), lines);
    }

    /** The map with more lines. */
    public static List<Subject> subjects(String... lines) {
        var yaml = new StringBuilder(MAP);
        for (var line : lines) {
            yaml.append("    ").append(line).append('\n');
        }
        return new CoppiceYaml(List.of(SubjectConfig.SECTION))
                .parse("coppice.yaml", yaml.toString()).all(SubjectConfig.SECTION).entrySet().stream()
                        .map(subject -> new Subject(subject.getKey(), subject.getValue()))
                        .toList();
    }

    HttpResponse<String> get(String path, String token) {
        return live.get("/api/v1/" + path, bearer(token));
    }

    /** Sends JSON in which quotation marks are written as apostrophes. */
    HttpResponse<String> post(String path, String body, String token) {
        return live.json("POST", "/api/v1/" + path, body.replace('\'', '"'), token);
    }

    /** Asks for the erasure of the person. */
    HttpResponse<String> erase(String token) {
        return post("erasures", "{'subject':'person','key':['" + KEY + "'],'reason':'request 118'}", token);
    }

    String one(String query) {
        return PruningServer.one(database, query);
    }

    /** Waits, with what is due later due now. */
    public void until(String query) {
        Waiting.until(() -> {
            database.execute("""
                    UPDATE coppice.job SET execution_time = now() WHERE NOT picked AND execution_time > now();
                    UPDATE coppice.campaign_charge SET next_try_at = now() WHERE next_try_at > now() + interval '5 s';
                    """);
            return one(query).equals("t");
        });
    }

    /** Every row of the schema coppice, the salt left out, that holds one of these words. */
    static List<String> traces(TestDatabase database, String... words) {
        var found = new ArrayList<String>();
        var tables = PruningServer.one(
                database,
                "SELECT string_agg(quote_ident(relname), ' ') FROM pg_class WHERE relnamespace = 'coppice'::regnamespace"
                        + " AND relkind = 'r' AND relname <> 'erasure_salt'");
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (var table : tables.split(" ", -1)) {
                for (var word : words) {
                    var rows = statement.executeQuery("SELECT (t.*)::text FROM coppice." + table
                            + " AS t WHERE (t.*)::text LIKE '%" + word + "%'");
                    while (rows.next()) {
                        found.add(table + ": " + rows.getString(1));
                    }
                }
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return found;
    }

    @Override
    public void close() {
        live.close();
    }
}

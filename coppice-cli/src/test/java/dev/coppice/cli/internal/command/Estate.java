package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.KindView;
import dev.coppice.server.NewToken;
import dev.coppice.server.Role;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.Tokens;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database with a shop whose carts are pruned and tenants who can be torn down, and a server on it: whatever is asked, it can
 * be asked here and there.
 */
public final class Estate implements AutoCloseable {
    private static final String TENANTS = """
            CREATE SCHEMA app;
            CREATE TABLE app.graph (
                graph_id text PRIMARY KEY,
                status text NOT NULL DEFAULT 'active',
                tier text,
                org_id bigint,
                ends_at timestamptz,
                deleted_at timestamptz
            );
            CREATE TABLE app.document (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                graph_id text NOT NULL REFERENCES app.graph,
                body text NOT NULL
            );
            CREATE INDEX ON app.document (graph_id);
            INSERT INTO app.graph (graph_id, tier, org_id)
            SELECT id, 'standard', 7 FROM unnest('{kg1,kg2,kg3,kg4,kg5,kg6,kg7,kg8,kg9,here,there}'::text[]) AS id;
            INSERT INTO app.document (graph_id, body)
            SELECT graph_id, 'document ' || i FROM app.graph, generate_series(1, 3) AS i;
            """;

    private static final String KINDS = """
            kinds:
              graph:
                table: app.graph
                key: graph_id
                status: status
                tier: tier
                owner: org_id
                fence: deleted_at
                due: "select graph_id, ends_at, false from app.graph where ends_at is not null"
                backup: { to: "file:FOLDER/backups", hosting: { default: 90d } }
                steps:
                  - { name: delete-documents, rows: { tables: [ { table: app.document, by: graph_id } ] } }
            certificates: { key-file: FOLDER/coppice.key }
            settings:
              scopes:
                - { type: user, id: text, rank: 300 }
            """;

    private final TestDatabase database;
    private final String config;
    private final String token;
    private CoppiceServer server;

    private Estate(TestDatabase database, Path folder) {
        this.database = database;
        CommandRun.of("certificate", "key", folder.resolve("coppice.key").toString(), "--create");
        Shop.open(database, 40);
        database.execute(TENANTS);
        var policy = Path.of(Shop.config(folder, "archive: { to: \"file:" + folder + "/archive\" }"));
        config = Shop.write(folder, read(policy) + KINDS.replace("FOLDER", folder.toString()));
        here("schema", "migrate");
        here("settings", "scopes", "--apply");
        server = CoppiceServer.of(serving()).start();
        token = token(Role.ADMIN);
    }

    public static Estate in(TestDatabase database, Path folder) {
        return new Estate(database, folder);
    }

    private ServerConfig serving() {
        var file = Optional.of(Path.of(config));
        var kinds = DeclaredKinds.of(file);
        var views = ProjectConfig.read(file).kinds().entrySet().stream()
                .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                .toList();
        return ServerConfig.pooled(database.url(), database.user(), database.password())
                .showing(List.of(), views)
                .pruning(DeclaredPolicies.of(file).all())
                .managing(kinds::on);
    }

    /** A new token of a role. */
    public String token(Role role) {
        var wanted = new NewToken("test " + role.word(), role, Duration.ofDays(1), "test", "a test needs it");
        return Transactions.of(database.dataSource())
                .run(transaction -> Tokens.in(transaction).create(wanted))
                .secret();
    }

    /** Lets the server work by itself. */
    public Estate working() {
        server.work();
        return this;
    }

    /** Ends the server. */
    void goAway() {
        server.close();
    }

    /** Starts one that works by itself, where the one before was. */
    void comeBack(int port) {
        server = CoppiceServer.of(serving().listening("127.0.0.1", port)).start();
        server.work();
    }

    String url() {
        return server.url();
    }

    int port() {
        return server.port();
    }

    /** The words of a command that asks a server. */
    String[] asking(String url, String... words) {
        return with(words, "--server", url, "--token", token, "--config", config);
    }

    /** A command on the database. */
    public CommandRun here(String... words) {
        return CommandRun.on(database, with(words, "--config", config));
    }

    /** The same command, asked of the server. */
    public CommandRun there(String... words) {
        return thereAs(token, words);
    }

    /** The same command, asked of the server by somebody. */
    public CommandRun thereAs(String secret, String... words) {
        return CommandRun.of(with(words, "--server", server.url(), "--token", secret, "--config", config));
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new);
    }

    String one(String query) {
        return Shop.one(database, query);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}

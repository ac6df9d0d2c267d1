package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.FirstStart;
import dev.coppice.server.IssuedToken;
import dev.coppice.server.LoginLinks;
import dev.coppice.server.Role;
import dev.coppice.server.ServerConfig;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A started server and the ways into it.
 *
 * @param console the address of the console
 * @param login the one-use link, for a person
 * @param firstToken the first admin token; empty when there was one before
 */
public record Service(String console, String login, Optional<IssuedToken> firstToken) {

    /** Starts the server, brings the schema up to date, and makes the ways in. What it starts is added to {@code parts}. */
    public static Service start(Parts parts, Credentials database, ServerConfig config, Consumer<String> notes) {
        var source = database.dataSource();
        // The server first: a port that is taken is then known before anything is written to the database.
        var server = parts.add(CoppiceServer.of(config).start());
        migrate(source, notes);
        return Transactions.of(source).run(transaction -> {
            var token = FirstStart.adminToken(transaction);
            var login = LoginLinks.in(transaction).create(System.getProperty("user.name"), Role.ADMIN);
            return new Service(server.url(), server.url() + login, token);
        });
    }

    private static void migrate(DataSource source, Consumer<String> notes) {
        var schema = new CoppiceSchema(source);
        if (schema.status() instanceof SchemaStatus.Current) {
            return;
        }
        notes.accept("Creating or migrating the schema coppice; nothing else of the database is touched.");
        schema.migrate();
    }
}

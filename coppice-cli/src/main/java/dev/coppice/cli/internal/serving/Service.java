package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.settings.DeclaredScopes;
import dev.coppice.cli.internal.settings.SettingsTransactions;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.FirstStart;
import dev.coppice.server.IssuedToken;
import dev.coppice.server.LoginLinks;
import dev.coppice.server.Role;
import dev.coppice.server.ServerConfig;
import dev.coppice.settings.ScopeChain;
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

    /** Starts the server, brings schema and scopes of settings up to date, and makes the ways in. What it starts goes to {@code parts}. */
    public static Service start(
            Parts parts,
            Credentials database,
            ServerConfig config,
            Optional<ScopeChain> scopes,
            Consumer<String> notes) {
        var source = database.dataSource();
        // The server first: a port that is taken is then known before anything is written to the database.
        var server = parts.add(CoppiceServer.of(config).start());
        migrate(source, notes);
        var transactions = Transactions.of(source);
        scopes.ifPresent(chain -> declare(transactions, chain, notes));
        server.work();
        return transactions.run(transaction -> {
            var token = FirstStart.adminToken(transaction);
            var login = LoginLinks.in(transaction).create(System.getProperty("user.name"), Role.ADMIN);
            return new Service(server.url(), server.url() + login, token);
        });
    }

    private static void declare(Transactions transactions, ScopeChain scopes, Consumer<String> notes) {
        var event = AuditEvent.of(System.getProperty("user.name"), "setting-scopes.declared", "settings");
        if (DeclaredScopes.apply(new SettingsTransactions(transactions), scopes, event)) {
            notes.accept("The scopes of settings are now as coppice.yaml declares them.");
        }
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

package dev.coppice.cli.internal.serving;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.settings.DeclaredScopes;
import dev.coppice.cli.internal.settings.SettingsTransactions;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.SchemaStatus;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.ServerConfig;
import dev.coppice.settings.ScopeChain;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Starts the server. */
public final class Service {
    private Service() {}

    /**
     * Starts it, brings schema and scopes of settings up to date, does {@code first}, and has the server work. What it starts goes
     * to {@code parts}. Gives the address of the console.
     */
    public static String start(
            Parts parts,
            Credentials database,
            ServerConfig config,
            Optional<ScopeChain> scopes,
            Runnable first,
            Consumer<String> notes) {
        var source = database.dataSource();
        // The server first: a port that is taken is then known before anything is written to the database.
        var server = parts.add(CoppiceServer.of(config).start());
        migrate(source, notes);
        var transactions = Transactions.of(source);
        scopes.ifPresent(chain -> declare(transactions, chain, notes));
        first.run();
        server.work();
        return server.url();
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

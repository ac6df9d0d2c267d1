package dev.coppice.cli.internal.demo;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.serving.ExampleSettings;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.settings.DeclaredScopes;
import dev.coppice.cli.internal.settings.SettingsTransactions;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.examples.graphplatform.Dataset;
import dev.coppice.examples.graphplatform.GraphPlatform;
import dev.coppice.examples.graphplatform.Size;
import dev.coppice.examples.graphplatform.outside.GrantProvider;
import dev.coppice.examples.graphplatform.outside.ObjectFolder;
import dev.coppice.lifecycle.SigningKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What the scenes play on: the example platform with its data, and a folder of its own.
 *
 * @param truth the database, asked directly
 * @param commands the database, by commands
 * @param provider what keeps the grants of the platform's connections
 * @param rows the platform's rows, kept to be compared
 * @param folder where objects, archives, backups and keys lie
 */
record Stage(Truth truth, Commands commands, GrantProvider provider, KeptRows rows, Path folder) {
    /** The moment before anything was done. */
    static final String START = "start";

    private static final Size SIZE = Size.of(2000);
    private static final long SEED = 7;

    /** Fills an empty database; what is started goes to {@code parts}. */
    static Stage in(Credentials database, Path folder, Parts parts) throws SQLException, IOException {
        var source = database.dataSource();
        GraphPlatform.populate(source, new Dataset(SIZE, SEED, Instant.now()), progress -> {});
        new CoppiceSchema(source).migrate();
        ObjectFolder.fill(source, folder.resolve("objects"));
        var provider = parts.add(GrantProvider.start(source, 0));
        var config = config(folder, provider.port());
        installSettings(Transactions.of(source), config);
        var truth = new Truth(source);
        var rows = KeptRows.in(truth);
        rows.keep(START);
        return new Stage(truth, new Commands(database, config), provider, rows, folder);
    }

    /** Where the archives of campaigns lie. */
    Path archives() {
        return folder.resolve("archive");
    }

    /**
     * The example's configuration, with addresses of this folder, small chunks so that there are many, a lock that is waited
     * for as long as it takes, and without the limit that ends a campaign early.
     */
    private static Path config(Path folder, int providerPort) throws IOException {
        var key = folder.resolve("certificates.pem");
        SigningKeyFile.create(key);
        try (var example = Objects.requireNonNull(
                GraphPlatform.class.getResourceAsStream("coppice.yaml"), "the example brings its configuration")) {
            var text = new String(example.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("file:./", "file:" + folder + "/")
                    .replace("127.0.0.1:8790", "127.0.0.1:" + providerPort)
                    .replace("max-share: 30%, ", "")
                    .replace("  ended-sessions:\n", "  ended-sessions:\n    chunk-time: 100ms\n    lock-timeout: 5m\n");
            var certificates = "\ncertificates: { key-file: \"" + key + "\" }\n";
            return Files.writeString(folder.resolve("coppice.yaml"), text + certificates);
        }
    }

    private static void installSettings(Transactions transactions, Path config) {
        var scopes = ProjectConfig.read(Optional.of(config)).scopes().orElseThrow();
        var event = AuditEvent.of(System.getProperty("user.name"), "setting-scopes.declared", "settings");
        DeclaredScopes.apply(new SettingsTransactions(transactions), scopes, event);
        ExampleSettings.install(transactions);
    }
}

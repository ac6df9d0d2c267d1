package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.serving.Service;
import dev.coppice.server.KindView;
import dev.coppice.server.PolicyView;
import dev.coppice.server.ServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts the server for {@code up} and {@code serve} alike. */
final class Serve {
    private Serve() {}

    /** The server on a database of the user's. */
    static Greeting on(Target target, CoppiceCommand root, int port, Parts parts) {
        root.terminal().note(target.note());
        target.connect(root.environment());
        var database = target.url().credentials(root.environment());
        var service = service(parts, database, target.config(), root, port);
        return new Greeting(service, target.url().toString(), "", List.of());
    }

    static Service service(Parts parts, Credentials database, Optional<Path> config, CoppiceCommand root, int port) {
        var declared = ProjectConfig.read(config);
        var server = ServerConfig.pooled(database.url(), database.user(), database.password())
                .listening("127.0.0.1", port)
                .showing(
                        declared.policies().entrySet().stream()
                                .map(policy -> PolicyView.of(policy.getKey(), policy.getValue()))
                                .toList(),
                        declared.kinds().entrySet().stream()
                                .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                                .toList());
        var kinds = DeclaredKinds.of(config);
        server = kinds.all().isEmpty() ? server : server.managing(kinds::on);
        server = declared.webhook().map(server::notifying).orElse(server);
        return Service.start(parts, database, server, declared.scopes(), root.terminal()::note);
    }
}

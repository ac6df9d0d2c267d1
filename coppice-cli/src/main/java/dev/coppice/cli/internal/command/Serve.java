package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.serving.Service;
import dev.coppice.server.KindView;
import dev.coppice.server.PolicyView;
import dev.coppice.server.ServerConfig;
import java.util.List;
import java.util.function.UnaryOperator;

/** Starts the server for {@code up} and {@code serve} alike. */
final class Serve {
    private Serve() {}

    /** The server on a database of the user's. */
    static Greeting on(ServingCommand command, UnaryOperator<ServerConfig> listening, Parts parts) {
        var root = command.root();
        var target = root.target();
        root.terminal().note(target.note());
        target.connect(root.environment());
        var database = target.url().credentials(root.environment());
        var console = service(parts, database, DeclaredPolicies.of(target), root, listening);
        return new Greeting(console, command.waysIn(database), target.url().toString(), "", List.of());
    }

    static String service(
            Parts parts,
            Credentials database,
            DeclaredPolicies policies,
            CoppiceCommand root,
            UnaryOperator<ServerConfig> listening) {
        var declared = ProjectConfig.read(policies.file());
        var server = listening
                .apply(ServerConfig.pooled(database.url(), database.user(), database.password()))
                .showing(
                        policies.all().stream()
                                .map(policy -> PolicyView.of(policy.name(), policy.config()))
                                .toList(),
                        declared.kinds().entrySet().stream()
                                .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                                .toList());
        server = server.pruning(policies.all());
        var kinds = DeclaredKinds.of(policies.file());
        server = kinds.all().isEmpty() ? server : server.managing(kinds::on);
        server = declared.limits().map(server::limiting).orElse(server);
        server = declared.oidc().map(server::trusting).orElse(server);
        server = declared.webhook().map(server::notifying).orElse(server);
        return Service.start(parts, database, server, declared.scopes(), root.terminal()::note);
    }
}

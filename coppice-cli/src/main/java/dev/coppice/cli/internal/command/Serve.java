package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.connect.Credentials;
import dev.coppice.cli.internal.connect.DeclaredKinds;
import dev.coppice.cli.internal.connect.DeclaredPolicies;
import dev.coppice.cli.internal.connect.DeclaredSubjects;
import dev.coppice.cli.internal.connect.DeclaredTargets;
import dev.coppice.cli.internal.connect.ProjectConfig;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.serving.Greeting;
import dev.coppice.cli.internal.serving.Parts;
import dev.coppice.cli.internal.serving.Service;
import dev.coppice.server.KindView;
import dev.coppice.server.PolicyView;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.ServerConfig.Erasing;
import java.util.List;
import java.util.function.UnaryOperator;

/** Starts the server for {@code up} and {@code serve} alike. */
final class Serve {
    private Serve() {}

    /**
     * How a server is started.
     *
     * @param listening what it is besides what its database and file say
     * @param first what is done before it begins its own work
     */
    record Way(UnaryOperator<ServerConfig> listening, Runnable first) {}

    /** The server on a database of the user's. */
    static Greeting on(ServingCommand command, UnaryOperator<ServerConfig> listening, Parts parts) {
        var root = command.root();
        var target = root.target();
        root.terminal().note(target.note());
        target.connect(root.environment());
        var database = target.url().credentials(root.environment());
        var console = service(parts, database, DeclaredPolicies.of(target), root, new Way(listening, () -> {}));
        return new Greeting(console, command.waysIn(database), target.url().toString(), "", List.of());
    }

    /** One server over every declared database; {@code name} is that of its home. */
    static Greeting over(ServingCommand command, String name, UnaryOperator<ServerConfig> listening, Parts parts) {
        var root = command.root();
        var targets = root.everyTarget("--home");
        var home = DeclaredTargets.of(root.config()).named(name);
        root.terminal().note("targets: " + DeclaredTargets.names(targets) + ", from " + home.origin());
        root.terminal().note("home: " + name + ", " + home.url());
        home.connect(root.environment());
        var database = home.url().credentials(root.environment());
        var declared = targets.stream().map(target -> declared(target, root)).toList();
        var others = targets.stream().filter(target -> !target.equals(home)).toList();
        var way = new Way(
                server -> listening.apply(server).over(name, declared),
                () -> FleetSchemas.migrate(others, root.environment(), root.terminal()::note));
        var console = service(parts, database, DeclaredPolicies.of(home), root, way);
        return new Greeting(console, command.waysIn(database), home.url().toString(), "", List.of());
    }

    private static ServerConfig.Target declared(Target target, CoppiceCommand root) {
        var database = target.url().credentials(root.environment());
        return new ServerConfig.Target(
                target.called(),
                new ServerConfig.Home.Pooled(database.url(), database.user(), database.password()),
                DeclaredPolicies.of(target).all());
    }

    static String service(Parts parts, Credentials database, DeclaredPolicies policies, CoppiceCommand root, Way way) {
        var declared = ProjectConfig.read(policies.file());
        var server = way.listening()
                .apply(ServerConfig.pooled(database.url(), database.user(), database.password()))
                .showing(
                        policies.all().stream()
                                .map(policy -> PolicyView.of(policy.name(), policy.config()))
                                .toList(),
                        declared.kinds().entrySet().stream()
                                .map(kind -> KindView.of(kind.getKey(), kind.getValue()))
                                .toList());
        server = server.pruning(policies.all());
        var subjects = DeclaredSubjects.of(policies.file()).all();
        server = subjects.isEmpty() ? server : server.erasing(new Erasing(subjects, declared.receiptSigner()));
        var kinds = DeclaredKinds.of(policies.file());
        server = kinds.all().isEmpty() ? server : server.managing(kinds::on);
        server = declared.limits().map(server::limiting).orElse(server);
        server = declared.oidc().map(server::trusting).orElse(server);
        server = declared.webhook().map(server::notifying).orElse(server);
        return Service.start(parts, database, server, declared.scopes(), way.first(), root.terminal()::note);
    }
}

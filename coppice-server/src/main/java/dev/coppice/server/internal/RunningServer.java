package dev.coppice.server.internal;

import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.server.CoppiceServer;
import dev.coppice.server.KindView;
import dev.coppice.server.PolicyView;
import dev.coppice.server.ServerConfig;
import dev.coppice.server.ServerConfig.Erasing;
import dev.coppice.server.internal.access.ForeignTokens;
import dev.coppice.server.internal.access.Gatekeeper;
import dev.coppice.server.internal.access.Throttle;
import dev.coppice.server.internal.console.Assets;
import dev.coppice.server.internal.console.ConsoleProblems;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.OverviewReader;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.control.Guards;
import dev.coppice.server.internal.health.Meters;
import dev.coppice.server.internal.health.Readiness;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.HttpEngine;
import dev.coppice.server.internal.jobs.JobMeters;
import dev.coppice.server.internal.lifecycle.LifecycleHost;
import dev.coppice.server.internal.lifecycle.LifecycleMeters;
import dev.coppice.server.internal.lifecycle.LifecycleRoutes;
import dev.coppice.server.internal.oidc.IssuerTokens;
import dev.coppice.server.internal.pruning.BrakeMeters;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.PruningMeters;
import dev.coppice.server.internal.pruning.RunMeters;
import dev.coppice.server.internal.replay.Answers;
import dev.coppice.server.internal.targets.FleetMeters;
import dev.coppice.server.internal.targets.Ground;
import dev.coppice.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The parts of a server that runs; closed in the reverse order of their making. */
public final class RunningServer implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final int port;
    private @Nullable Work work;

    private RunningServer(int port) {
        this.port = port;
    }

    /** Makes and starts the parts. When one fails, those before it are closed; the socket remains the caller's. */
    public static RunningServer start(ServerConfig config, ServerSocketChannel socket) {
        var server = new RunningServer(port(socket));
        try {
            server.assemble(config, socket);
            return server;
        } catch (RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Begins what the server does by itself. */
    public void work() {
        Objects.requireNonNull(work, "assembled before").start().forEach(this::keep);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception broken) {
                throw new IllegalStateException("a part of the server could not be closed", broken);
            }
        }
    }

    private void assemble(ServerConfig config, ServerSocketChannel socket) {
        var meters = keep(new Meters(CoppiceServer.version()));
        var sources = Sources.of(config.home(), meters, this::keep);
        var shared = shared(config, sources, meters);
        meters.refreshedBy(LifecycleMeters.on(meters.registry(), shared.lifecycle(), System::nanoTime));
        measurePruning(meters, shared);
        meters.refreshedBy(JobMeters.on(meters.registry(), shared.home(), System::nanoTime));
        var answers = keep(new Answers(shared.home()));
        work = new Work(shared, answers, config.work().webhook());
        var readiness = keep(new Readiness(sources.home()));
        var overview = keep(new OverviewReader(sources.home(), config.kinds(), shown(config)));
        var console = keep(new TargetConsole(shared, overview));
        var resources = new LifecycleRoutes(shared.home(), shared.lifecycle(), config.kinds());
        var table = new Routes(shared, resources).table(readiness, meters, overview, console);
        var services =
                new HttpEngine.Services(shared.gatekeeper(), new ConsoleProblems(shared.site()), meters, answers);
        var terms = new HttpEngine.Terms(
                config.address().exposure(), config.callers().limits());
        keep(HttpEngine.start(table, services, terms, socket));
    }

    private static void measurePruning(Meters meters, Shared shared) {
        if (!shared.grounds().isEmpty()) {
            meters.refreshedBy(FleetMeters.on(meters.registry(), shared.grounds(), System::nanoTime));
            return;
        }
        meters.refreshedBy(PruningMeters.on(meters.registry(), shared.pruning(), System::nanoTime));
        meters.refreshedBy(BrakeMeters.on(meters.registry(), shared.pruning(), System::nanoTime));
        meters.refreshedBy(RunMeters.on(meters.registry(), shared.pruning(), shared.home(), System::nanoTime));
    }

    private Shared shared(ServerConfig config, Sources sources, Meters meters) {
        var home = new HomeDatabase(sources.home());
        var pruning = new PruningHost(
                sources.calls(),
                sources.work(),
                config.work().policies(),
                config.work().erasing(),
                Optional.of(config.targets().homeName()).filter(name -> !name.isEmpty()));
        var guards = new Guards(sources.calls());
        return new Shared(
                home,
                new Frame.Site(config.instance(), Assets.load(), place(config.targets())),
                new Gatekeeper(home, new Throttle(System::nanoTime), foreign(config)),
                keep(Settings.on(sources.home()).start()),
                new LifecycleHost(
                        maker(config, sources.calls()),
                        maker(config, sources.work()),
                        config.kinds().stream().map(KindView::name).toList()),
                pruning,
                guards,
                config.targets().all().stream()
                        .map(target -> target.name().equals(config.targets().homeName())
                                ? new Ground(target.name(), home, pruning, guards, Ground.Place.of(target.database()))
                                : ground(target, config.work().erasing(), meters))
                        .toList());
    }

    /** Where it has targets, the policies of its home are known without being named once more. */
    private static List<PolicyView> shown(ServerConfig config) {
        return config.targets().all().isEmpty()
                ? config.policies()
                : TargetConsole.views(config.work().policies());
    }

    /** Pages at the root are about the home. */
    private static Place place(ServerConfig.Targets targets) {
        return new Place(
                targets.homeName(),
                targets.homeName(),
                targets.all().stream().map(ServerConfig.Target::name).toList());
    }

    /** Erasures that were begun in it are carried on and ended there, though servers begin them in the home alone. */
    private Ground ground(ServerConfig.Target target, Erasing erasing, Meters meters) {
        var sources = Sources.of(target, meters, this::keep);
        return new Ground(
                target.name(),
                new HomeDatabase(sources.home()),
                new PruningHost(
                        sources.calls(), sources.work(), target.policies(), erasing, Optional.of(target.name())),
                new Guards(sources.calls()),
                Ground.Place.of(target.database()));
    }

    private static Optional<ForeignTokens> foreign(ServerConfig config) {
        return config.callers().oidc().map(issuer -> new IssuerTokens(issuer, System::nanoTime));
    }

    private static Optional<Supplier<Lifecycle>> maker(ServerConfig config, DataSource source) {
        return config.work().lifecycle().map(maker -> () -> maker.apply(source));
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    private static int port(ServerSocketChannel socket) {
        try {
            return ((InetSocketAddress) socket.getLocalAddress()).getPort();
        } catch (IOException closed) {
            throw new UncheckedIOException("the socket was closed", closed);
        }
    }
}

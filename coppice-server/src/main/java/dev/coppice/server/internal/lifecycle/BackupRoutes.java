package dev.coppice.server.internal.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.Backups;
import dev.coppice.server.Role;
import dev.coppice.server.document.BackupCheckDocument;
import dev.coppice.server.document.BackupDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.RestorePlanDocument;
import dev.coppice.server.document.RestoredDocument;
import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Backups of resources. */
final class BackupRoutes {
    private static final String PATH = "/api/v1/backups";
    private static final String ONE = PATH + "/{id}";
    private static final String OF_RESOURCE = ResourceRoutes.ONE + "/backups";
    private static final String WORD = "backup";

    private final LifecycleHost host;
    private final OwnedBackups owned;

    BackupRoutes(LifecycleHost host, OwnedBackups owned) {
        this.host = host;
        this.owned = owned;
    }

    /**
     * Backups to expire.
     *
     * @param kind of this kind alone; of all when left out
     * @param reason why
     */
    record ExpireBody(@Nullable String kind, @Nullable String reason) {}

    /**
     * What was removed.
     *
     * @param expired how many
     */
    record ExpiredDocument(int expired) {}

    List<Route> routes() {
        return List.of(
                read(OF_RESOURCE, this::list, CursorPage.class, "Lists the backups of a resource, one that is gone too")
                        .access(Access.MEMBER),
                act(OF_RESOURCE, this::create, BackupDocument.class, "Backs a resource up, and verifies it")
                        .answers(201),
                // Before the backup of any number.
                read(PATH + "/expiring", this::expiring, CursorPage.class, "Lists what would expire now")
                        .asks(Query.text("kind")),
                read(PATH + "/orphans", this::orphans, CursorPage.class, "Lists objects no backup of a kind knows")
                        .asks(Query.text("kind")),
                act(PATH + "/expire", this::expire, ExpiredDocument.class, "Removes backups whose time is over")
                        .takes(ExpireBody.class),
                read(ONE, this::show, BackupDocument.class, "Shows a backup").access(Access.MEMBER),
                read(ONE + "/download", this::download, Void.class, "Sends a backup as a zip file")
                        .access(Access.MEMBER)
                        .made(),
                act(ONE + "/verify", this::verify, BackupCheckDocument.class, "Reads every byte of a backup"),
                act(ONE + "/drill", this::drill, BackupCheckDocument.class, "Restores a backup into a scratch place"),
                read(
                        ONE + "/restore-plan",
                        this::restorePlan,
                        RestorePlanDocument.class,
                        "Shows what a restore would do"),
                act(ONE + "/restore", this::restore, RestoredDocument.class, "Brings a whole resource back")
                        .access(Access.ADMIN));
    }

    private Reply list(Request request) {
        var found = backups().list(AskedResource.of(request)).stream()
                .filter(backup -> owned.maySee(request.principal(), backup))
                .map(BackupDocument::of)
                .toList();
        return Reply.ok(new CursorPage<>(found, null));
    }

    private Reply create(Request request) {
        var act = act(request);
        return Reply.created(BackupDocument.of(
                host.backupCalls().run(() -> backups().create(AskedResource.of(request), act))));
    }

    private Reply expiring(Request request) {
        var found = host.find().map(lifecycle -> lifecycle.backups().expiring(request.query("kind")));
        return Reply.ok(new CursorPage<>(
                found.orElse(List.of()).stream().map(BackupDocument::of).toList(), null));
    }

    private Reply orphans(Request request) {
        var kind = Asked.required(request.query("kind").orElse(null), "kind");
        return Reply.ok(new CursorPage<>(backups().orphans(kind), null));
    }

    private Reply expire(Request request) {
        var body = request.body(ExpireBody.class);
        var act = Asked.act(request, body.reason());
        return Reply.ok(new ExpiredDocument(backups().expire(Optional.ofNullable(body.kind()), act)));
    }

    private Reply show(Request request) {
        var backup = found(request);
        if (!owned.maySee(request.principal(), backup)) {
            throw Asked.notFound(WORD);
        }
        return Reply.ok(BackupDocument.of(backup));
    }

    private Reply download(Request request) {
        var backup = found(request);
        if (!owned.maySee(request.principal(), backup)) {
            throw Asked.notFound(WORD);
        }
        if (!owned.mayFetch(request.principal(), backup)) {
            throw AccessFaults.roleTooLow(request.principal().role().orElseThrow(), Role.OPERATOR);
        }
        var act = Act.of(request.principal().name(), "downloaded over HTTP");
        return host.downloads()
                .zip("coppice-backup-" + backup.id() + ".zip", out -> backups().download(backup.id(), out, act));
    }

    private Reply verify(Request request) {
        var act = act(request);
        long id = Asked.identity(request, WORD);
        return Reply.ok(BackupCheckDocument.of(
                id, host.backupCalls().run(() -> backups().verify(id, act))));
    }

    private Reply drill(Request request) {
        var act = act(request);
        long id = Asked.identity(request, WORD);
        return Reply.ok(BackupCheckDocument.of(
                id, host.backupCalls().run(() -> backups().drill(id, act))));
    }

    private Reply restorePlan(Request request) {
        return Reply.ok(RestorePlanDocument.of(backups().planRestore(Asked.identity(request, WORD))));
    }

    private Reply restore(Request request) {
        var act = act(request);
        var restored = host.backupCalls().run(() -> backups().restore(Asked.identity(request, WORD), act));
        return Reply.ok(RestoredDocument.of(restored));
    }

    private Backup found(Request request) {
        return backups().find(Asked.identity(request, WORD)).orElseThrow(() -> Asked.notFound(WORD));
    }

    private Backups backups() {
        return host.require().backups();
    }

    private static Act act(Request request) {
        return Asked.act(request, request.body(ReasonBody.class).reason());
    }

    private static Route read(String path, Handler handler, Class<?> gives, String summary) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }

    private static Route act(String path, Handler handler, Class<?> gives, String summary) {
        return Route.post(path, handler)
                .access(Access.OPERATOR)
                .takes(ReasonBody.class)
                .gives(gives)
                .summary(summary);
    }
}

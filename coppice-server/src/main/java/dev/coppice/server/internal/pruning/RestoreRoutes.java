package dev.coppice.server.internal.pruning;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Archives;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.OpenArchive;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestoreReport;
import dev.coppice.prune.Restores;
import dev.coppice.server.document.RestoreDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Putting archived rows back. A condition is SQL that runs with the server's own rights, so it is an admin's to write. */
final class RestoreRoutes {
    private final PruningHost host;

    RestoreRoutes(PruningHost host) {
        this.host = host;
    }

    /**
     * What to put back.
     *
     * @param tables rows of these tables alone, each with its schema; all when left out
     * @param where those rows of the one table for which this SQL is true
     * @param key the one row of the one table with this primary key
     * @param into the schema to put them into, in place of that they came from
     * @param onConflict {@code fail}, {@code skip} or {@code replace}; {@code fail} when left out
     * @param reason why
     */
    record RestoreBody(
            @Nullable List<String> tables,
            @Nullable String where,
            @Nullable List<String> key,
            @Nullable String into,
            @Nullable String onConflict,
            @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                Route.post(ArchiveRoutes.ONE + "/restore-plan", this::preview)
                        .access(Access.OPERATOR)
                        .takes(RestoreBody.class)
                        .gives(RestoreDocument.class)
                        .reads()
                        .summary("Shows what a restore would do; with where it is an admin's"),
                Route.post(ArchiveRoutes.ONE + "/restore", this::restore)
                        .access(Access.ADMIN)
                        .takes(RestoreBody.class)
                        .gives(RestoreDocument.class)
                        .summary("Puts archived rows back; goes on where the same restore was stopped"));
    }

    private Reply preview(Request request) {
        var body = request.body(RestoreBody.class);
        if (body.where() != null) {
            Asked.requireAdmin(request);
        }
        var options = options(body, Act.of(request.principal().name(), "looked at what a restore would do"));
        return Reply.ok(opened(request, archive -> RestoreDocument.of(restores().preview(archive.reader(), options))));
    }

    private Reply restore(Request request) {
        var body = request.body(RestoreBody.class);
        var options = options(body, Asked.act(request, body.reason()));
        RestoreReport report =
                opened(request, archive -> restores().restore(archive.reader(), options, progress -> {}));
        if (report.stopped().isPresent() && report.restored().isEmpty()) {
            throw new CoppiceException(report.stopped().get());
        }
        return Reply.ok(RestoreDocument.of(report));
    }

    private static RestoreOptions options(RestoreBody body, Act act) {
        var options = RestoreOptions.by(act).onConflict(conflict(body.onConflict()));
        for (var table : Optional.ofNullable(body.tables()).orElse(List.of())) {
            options = options.table(Asked.table(table));
        }
        try {
            options = body.where() == null ? options : options.where(body.where());
            options = body.key() == null ? options : options.key(body.key());
            return body.into() == null ? options : options.into(body.into());
        } catch (IllegalStateException | IllegalArgumentException impossible) {
            throw RequestFaults.invalid("A where or a key takes exactly one of tables, and not each other.");
        }
    }

    private static OnConflict conflict(@Nullable String word) {
        if (word == null) {
            return OnConflict.FAIL;
        }
        for (var rule : OnConflict.values()) {
            if (rule.name().toLowerCase(Locale.ROOT).equals(word)) {
                return rule;
            }
        }
        throw RequestFaults.invalid("The onConflict must be fail, skip or replace.");
    }

    private <T> T opened(Request request, Function<OpenArchive, T> reading) {
        long id = Asked.identity(request, "archive");
        return host.archives().run(() -> {
            try (var archive = Archives.on(host.source()).keys(host.keys()).open(id)) {
                return reading.apply(archive);
            }
        });
    }

    private Restores restores() {
        return Restores.on(host.source());
    }
}

package dev.coppice.server.internal.pruning;

import dev.coppice.archive.query.ArchiveQuery;
import dev.coppice.archive.query.QueryLimits;
import dev.coppice.control.Durations;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.OpenArchive;
import dev.coppice.server.document.ArchiveCheckDocument;
import dev.coppice.server.document.ArchiveDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.QueryDocument;
import dev.coppice.server.document.RepairDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.api.Downloads;
import dev.coppice.server.internal.api.Pages;
import dev.coppice.server.internal.api.ReasonBody;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What campaigns have archived. Whoever sees rows of it sees stored values, and needs to be an operator; an admin, where they are of
 * an erased subject.
 */
final class ArchiveRoutes {
    static final String PATH = "/api/v1/archives";
    static final String ONE = PATH + "/{id}";

    private static final String WORD = "archive";
    private static final int MOST_ROWS = 10_000;
    private static final int MOST_MEBIBYTES = 1024;
    private static final int USUAL_MEBIBYTES = 512;
    private static final long MOST_CHARACTERS = 16 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final PruningHost host;
    private final ReadingTrail trail;
    private final Downloads downloads = new Downloads();

    ArchiveRoutes(PruningHost host, ReadingTrail trail) {
        this.host = host;
        this.trail = trail;
    }

    /**
     * A question to an archive.
     *
     * @param sql one SELECT
     * @param limit how many rows at most; 10000 when left out, and at most
     * @param time how long it may run, as in 10s; 30s when left out, and at most
     * @param memoryMebibytes how much memory it may take; 512 when left out, 1024 at most
     */
    record QueryBody(
            @Nullable String sql,
            @Nullable Integer limit,
            @Nullable String time,
            @Nullable Integer memoryMebibytes) {}

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list)
                        .access(Access.VIEWER)
                        .gives(CursorPage.class)
                        .of(ArchiveDocument.class)
                        .paged()
                        .asks(Query.text("policy"))
                        .summary("Lists the archives of campaigns, newest first"),
                Route.get(ONE, this::show)
                        .access(Access.VIEWER)
                        .gives(ArchiveDocument.class)
                        .summary("Shows the archive of a campaign"),
                Route.post(ONE + "/verify", this::verify)
                        .access(Access.VIEWER)
                        .gives(ArchiveCheckDocument.class)
                        .reads()
                        .summary("Reads every frame of an archive and compares it with what was written"),
                Route.post(ONE + "/query", this::query)
                        .access(Access.OPERATOR)
                        .takes(QueryBody.class)
                        .gives(QueryDocument.class)
                        .reads()
                        .summary("Runs one SELECT over the deleted rows of an archive"),
                Route.get(ONE + "/export", this::export)
                        .access(Access.OPERATOR)
                        .made()
                        .summary("Sends the tables of an archive as Parquet files in a zip file, in the clear"),
                Route.post(ONE + "/repair", this::repair)
                        .access(Access.ADMIN)
                        .takes(ReasonBody.class)
                        .gives(RepairDocument.class)
                        .summary("Writes a lost manifest again from what the ledger knows"));
    }

    private Reply list(Request request) {
        var newest = CampaignQuery.newest(Asked.limit(request));
        var behind = Asked.next(request);
        var paged = behind.isPresent() ? newest.before(behind.getAsLong()) : newest;
        var query = Asked.name(request, "policy").map(paged::of).orElse(paged);
        return Reply.ok(Pages.of(archives().list(query), ArchiveDocument::of));
    }

    private Reply show(Request request) {
        return Reply.ok(archives()
                .find(Asked.identity(request, WORD))
                .map(ArchiveDocument::of)
                .orElseThrow(() -> Asked.notFound(WORD)));
    }

    private Reply verify(Request request) {
        return Reply.ok(opened(request, archive -> ArchiveCheckDocument.of(archive.id(), archive.verify())));
    }

    private Reply query(Request request) {
        var body = request.body(QueryBody.class);
        var sql = Asked.required(body.sql(), "sql");
        var limits = limits(body);
        return Reply.ok(opened(request, archive -> {
            requireReader(request);
            var result = ArchiveQuery.over(archive.reader()).limits(limits).run(sql);
            return QueryDocument.of(trail.queried(request.principal().name(), archive.id(), sql, result));
        }));
    }

    private static QueryLimits limits(QueryBody body) {
        return new QueryLimits(
                Bound.time(body.time(), "time")
                        .map(time -> within(time, Duration.ofSeconds(1), LONGEST, "time"))
                        .orElse(LONGEST),
                within(
                        Optional.ofNullable(body.memoryMebibytes()).orElse(USUAL_MEBIBYTES),
                        64,
                        MOST_MEBIBYTES,
                        "memoryMebibytes"),
                within(Optional.ofNullable(body.limit()).orElse(MOST_ROWS), 1, MOST_ROWS, "limit"),
                MOST_CHARACTERS);
    }

    private static <T extends Comparable<T>> T within(T wanted, T least, T most, String field) {
        if (wanted.compareTo(least) < 0 || wanted.compareTo(most) > 0) {
            throw RequestFaults.invalid("The " + field + " must be " + shown(least) + " to " + shown(most) + ".");
        }
        return wanted;
    }

    private static String shown(Object bound) {
        return bound instanceof Duration time ? Durations.format(time) : bound.toString();
    }

    private Reply export(Request request) {
        var name = "coppice-archive-" + Asked.identity(request, WORD) + ".zip";
        return opened(request, archive -> {
            requireReader(request);
            var known = archives().find(Asked.identity(request, WORD)).orElseThrow(() -> Asked.notFound(WORD));
            return downloads.zip(name, out -> {
                ParquetZip.write(ArchiveQuery.over(archive.reader()), out);
                trail.exported(request.principal().name(), known);
            });
        });
    }

    private Reply repair(Request request) {
        long id = Asked.identity(request, WORD);
        var act = Asked.act(request, request.body(ReasonBody.class).reason());
        return Reply.ok(RepairDocument.of(
                id, host.archives().run(() -> archives().repair(id, act))));
    }

    private void requireReader(Request request) {
        new ErasedRows(host).requireReader(request, Asked.identity(request, WORD));
    }

    private <T> T opened(Request request, Function<OpenArchive, T> reading) {
        long id = Asked.identity(request, WORD);
        return host.archives().run(() -> {
            try (var archive = archives().open(id)) {
                return reading.apply(archive);
            }
        });
    }

    private Archives archives() {
        return Archives.on(host.source()).keys(host.keys());
    }
}

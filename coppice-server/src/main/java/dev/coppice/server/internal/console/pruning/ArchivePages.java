package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.Act;
import dev.coppice.ops.CoppiceException;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.OpenArchive;
import dev.coppice.prune.RestoreListener;
import dev.coppice.prune.RestoreReport;
import dev.coppice.prune.Restores;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.LongCalls;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.pruning.JtearchiveGenerated;
import dev.coppice.server.internal.console.pages.pruning.JtearchivesGenerated;
import dev.coppice.server.internal.console.pruning.ArchiveView.Asked;
import dev.coppice.server.internal.console.pruning.ArchiveView.Restore;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import dev.coppice.server.internal.pruning.ErasedRows;
import dev.coppice.server.internal.pruning.PruningHost;
import dev.coppice.server.internal.pruning.ReadingTrail;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The pages of archives, and what their forms ask and do. */
final class ArchivePages {
    private static final String ALL = "/archives";
    private static final int PAGE = 25;
    private static final int LARGEST_QUERY = 64 * 1024;

    private final Pages pages;
    private final PruningHost host;
    private final ArchiveReader reader;
    private final LongCalls calls;

    ArchivePages(Pages pages, PruningHost host, ReadingTrail trail) {
        this.pages = pages;
        this.host = host;
        this.reader = new ArchiveReader(pages.place(), host, trail);
        this.calls = host.archives();
    }

    static String address(long campaign) {
        return ALL + "/" + campaign;
    }

    List<Route> routes() {
        return List.of(
                Pages.seen(Route.get(ALL, this::all), "Lists archives, newest first"),
                Pages.seen(Route.get(ALL + "/{id}", this::one), "Shows an archive"),
                Pages.acted(Route.post(ALL + "/{id}/verify", this::verify), "Reads an archive to its end"),
                Pages.acted(
                        Route.post(ALL + "/{id}/query", this::query).largestBody(LARGEST_QUERY),
                        "Runs a SELECT over an archive"),
                Pages.acted(Route.get(ALL + "/{id}/restore", this::plan), "Shows what a restore would do"),
                Pages.acted(Route.post(ALL + "/{id}/restore", this::restore), "Puts archived rows back")
                        .access(Access.ADMIN));
    }

    private Reply all(Request request) {
        var before = request.query("next").filter(text -> text.matches("[0-9]{1,18}"));
        var query = CampaignQuery.newest(PAGE);
        var found = Archives.on(host.source())
                .list(before.map(text -> query.before(Long.parseLong(text))).orElse(query));
        var view = new ArchivesView(
                found.items().stream().map(ArchiveRow::of).toList(),
                before.isPresent() ? ALL : "",
                found.next().isEmpty()
                        ? ""
                        : new Address(ALL)
                                .with("next", String.valueOf(found.next().getAsLong()))
                                .text());
        return pages.page(
                200, request, "Archives", (out, frame) -> JtearchivesGenerated.render(out, null, frame, view));
    }

    private Reply one(Request request) {
        return page(200, request, Asked.NOTHING, Notice.NONE);
    }

    private Reply verify(Request request) {
        Asked asked;
        try {
            asked = Asked.of(calls.run(() -> reader.verify(id(request))));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return page(Statuses.of(refusal.fault()), request, Asked.NOTHING, Notice.of(pages.place(), refusal));
        }
        return page(200, request, asked, Notice.NONE);
    }

    private Reply query(Request request) {
        var sql = new Submitted(request).required("sql");
        var query = calls.run(() -> {
            reader.find(id(request));
            new ErasedRows(host).requireReader(request, id(request));
            return reader.query(request.principal().name(), id(request), sql);
        });
        return page(query.answer().isPresent() ? 200 : 400, request, Asked.of(query), Notice.NONE);
    }

    private Reply plan(Request request) {
        var form = RestoreForm.of(request::query);
        try {
            form.requireAllowed(request);
            var options = form.options(Act.of(request.principal().name(), "looked at what a restore would do"));
            var preview = opened(request, archive -> restores().preview(archive.reader(), options));
            var restore = new Restore(
                    form.typed(),
                    Optional.of(RestoreForm.plan(preview)),
                    Optional.of(form.act(address(id(request)), preview)),
                    "");
            return page(200, request, Asked.of(restore), Notice.NONE);
        } catch (CoppiceException refusal) {
            var told = form.told(pages.place().told(refusal.fault()).message());
            return page(Statuses.of(refusal.fault()), request, Asked.of(told), Notice.NONE);
        }
    }

    private Reply restore(Request request) {
        var form = RestoreForm.of(request::form);
        var asked = Asked.of(form.told(""));
        RestoreReport report;
        try {
            var options = form.options(new Submitted(request).act());
            report = opened(request, archive -> restores().restore(archive.reader(), options, RestoreListener.NONE));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return page(Statuses.of(refusal.fault()), request, asked, Notice.of(pages.place(), refusal));
        }
        var notice = new Notice(
                RestoreForm.told(pages.place(), report), report.stopped().isPresent());
        return new AfterCommit(notice.text(), "Look at the page of the archive and at the audit trail.")
                .run(() -> page(200, request, asked, notice));
    }

    private <T> T opened(Request request, Function<OpenArchive, T> work) {
        return calls.run(() -> {
            try (var archive = reader.open(id(request))) {
                return work.apply(archive);
            }
        });
    }

    private Restores restores() {
        return Restores.on(host.source());
    }

    private Reply page(int status, Request request, Asked asked, Notice notice) {
        var view = reader.read(id(request), Pages.operates(request), asked, notice);
        return pages.page(
                status,
                request,
                "Archive of campaign " + view.row().campaign(),
                (out, frame) -> JtearchiveGenerated.render(out, null, frame, view));
    }

    private static long id(Request request) {
        return Pages.number(request, "id");
    }
}

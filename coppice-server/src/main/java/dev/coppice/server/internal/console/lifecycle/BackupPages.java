package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.BackupCheck;
import dev.coppice.lifecycle.Backups;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.document.RestoredDocument;
import dev.coppice.server.internal.api.AfterCommit;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Done;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.Submitted;
import dev.coppice.server.internal.console.pages.lifecycle.JtebackupGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JtebackupsGenerated;
import dev.coppice.server.internal.console.pages.lifecycle.JterestoreGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Statuses;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All backups, the page of each, and the plan of its restore. */
final class BackupPages {
    private static final String ONE = Links.BACKUPS + "/{id}";
    private static final String RESTORE = "restore";
    private static final String LOOK = "Look at the page of the backup and at the audit trail.";
    private static final String BACK = "It is back, with all that belong to it.";
    private static final Map<String, String> DONE = Map.of(
            "verify",
            "It is whole: every byte was read and is as it was saved.",
            "drill",
            "It was restored into a scratch place, found equal, and removed there.",
            "expire",
            "What was over is removed.",
            RESTORE,
            BACK);

    private final Ground ground;
    private final BackupReader reader;

    BackupPages(Ground ground) {
        this.ground = ground;
        this.reader = new BackupReader(ground);
    }

    List<Route> routes() {
        return List.of(
                page(Route.get(Links.BACKUPS, this::all), Access.VIEWER, "Lists backups, and when each is over"),
                page(Route.post(Links.BACKUPS + "/expire", this::expire), Access.OPERATOR, "Removes what is over"),
                page(Route.get(ONE, this::one), Access.VIEWER, "Shows a backup"),
                page(Route.get(ONE + "/restore", this::plan), Access.VIEWER, "Shows what a restore would do"),
                Route.get(ONE + "/download", this::download)
                        .access(Access.OPERATOR)
                        .gives(Reply.Download.class)
                        .made()
                        .summary("Sends a backup as a zip file"),
                page(check("verify", Backups::verify), Access.OPERATOR, "Reads every byte of a backup"),
                page(check("drill", Backups::drill), Access.OPERATOR, "Restores a backup into a scratch place"),
                page(Route.post(ONE + "/restore", this::restore), Access.ADMIN, "Brings a whole resource back"));
    }

    /** A look at a whole backup. */
    @FunctionalInterface
    private interface Check {
        BackupCheck of(Backups backups, long id, Act act);
    }

    private static Route page(Route route, Access access, String summary) {
        return route.access(access).gives(Reply.Page.class).summary(summary);
    }

    private Route check(String word, Check check) {
        return Route.post(ONE + "/" + word, request -> checked(word, check, request));
    }

    private Reply all(Request request) {
        return Flash.shown(request, new Address(Links.BACKUPS), notice -> all(200, request, notice));
    }

    private Reply all(int status, Request request, Notice notice) {
        var view = reader.all(request, notice);
        var frame = Frame.of(Section.BACKUPS, "Backups", ground.site(), request, status);
        return new Reply.Page(status, out -> JtebackupsGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply one(Request request) {
        return Flash.shown(request, Links.backup(id(request)), notice -> one(200, request, notice));
    }

    private Reply one(int status, Request request, Notice notice) {
        var view = reader.one(id(request), notice);
        var frame = Frame.of(Section.BACKUPS, "Backup " + view.head().number(), ground.site(), request, status);
        return new Reply.Page(status, out -> JtebackupGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply plan(Request request) {
        return plan(200, request, Notice.NONE);
    }

    private Reply plan(int status, Request request, Notice notice) {
        var view = reader.restore(id(request), notice);
        var frame =
                Frame.of(Section.BACKUPS, "Restore of backup " + view.plan().backup(), ground.site(), request, status);
        return new Reply.Page(status, out -> JterestoreGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply download(Request request) {
        var backup = reader.found(id(request));
        var act = Act.of(request.principal().name(), "downloaded from the console");
        return ground.host()
                .downloads()
                .zip("coppice-backup-" + backup.id() + ".zip", out -> backups().download(backup.id(), out, act));
    }

    private Reply checked(String word, Check check, Request request) {
        long id = id(request);
        BackupCheck found;
        try {
            var act = new Submitted(request).act();
            found = ground.host().backupCalls().run(() -> check.of(backups(), id, act));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return one(
                    Statuses.of(refusal.fault()),
                    request,
                    Notice.of(ground.site().place(), refusal));
        }
        return found.ok()
                ? Flash.after(request, done(Links.backup(id), word))
                : new AfterCommit("The backup was read, and is not as it was saved.", LOOK)
                        .run(() -> one(200, request, damaged(found)));
    }

    private static Notice damaged(BackupCheck check) {
        return Notice.trouble(Figures.count(check.problems().size(), "thing") + " is not as it was saved: "
                + String.join(" ", check.problems()));
    }

    private Reply restore(Request request) {
        long id = id(request);
        RestoredDocument restored;
        try {
            var act = new Submitted(request).act();
            restored = RestoredDocument.of(
                    ground.host().backupCalls().run(() -> backups().restore(id, act)));
        } catch (CoppiceException refusal) {
            Submitted.requireUnchanged(refusal);
            return plan(
                    Statuses.of(refusal.fault()),
                    request,
                    Notice.of(ground.site().place(), refusal));
        }
        var notice = told(restored);
        return restored.remarks().isEmpty()
                ? Flash.after(request, done(Links.backup(id), RESTORE))
                : new AfterCommit(notice.text(), LOOK).run(() -> one(200, request, notice));
    }

    private static Notice told(RestoredDocument restored) {
        var remarks = String.join(" ", restored.remarks());
        return restored.changed() == 0
                ? Notice.done(BACK + " " + remarks)
                : Notice.trouble("It is back, and " + Figures.count(restored.changed(), "row")
                        + (restored.changed() == 1 ? " is" : " are") + " not as saved. " + remarks);
    }

    private Reply expire(Request request) {
        var form = new Submitted(request);
        return form.acting(
                ground.site().place(),
                () -> {
                    form.requireTyped(BackupReader.EXPIRE);
                    backups().expire(Optional.empty(), form.act());
                    return done(new Address(Links.BACKUPS), "expire");
                },
                (status, notice) -> all(status, request, notice));
    }

    private static Done done(Address page, String word) {
        return new Done(page, DONE.getOrDefault(word, ""));
    }

    private static long id(Request request) {
        return Asked.identity(request, "backup");
    }

    private Backups backups() {
        return ground.lifecycle().backups();
    }
}

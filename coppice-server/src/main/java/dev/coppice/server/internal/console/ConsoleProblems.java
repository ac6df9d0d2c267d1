package dev.coppice.server.internal.console;

import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.console.pages.JteentryGenerated;
import dev.coppice.server.internal.console.pages.JteproblemGenerated;
import dev.coppice.server.internal.http.Problem;
import dev.coppice.server.internal.http.ProblemPages;
import dev.coppice.server.internal.http.Reply;
import gg.jte.html.HtmlTemplateOutput;

/** Problems in the console's look; a missing session becomes the page that says how to get one. */
public final class ConsoleProblems implements ProblemPages {
    private final Frame.Site site;

    /** Problem pages of {@code site}. */
    public ConsoleProblems(Frame.Site site) {
        this.site = site;
    }

    @Override
    public Reply.Page page(Problem problem) {
        if (problem.status() == 401) {
            var frame = Frame.bare("Log in", site);
            var notice = problem.code().equals(AccessFaults.CREDENTIAL_MISSING) ? "" : problem.detail();
            return new Reply.Page(401, out -> JteentryGenerated.render((HtmlTemplateOutput) out, null, frame, notice));
        }
        var frame = Frame.bare(problem.title(), site);
        return new Reply.Page(
                problem.status(), out -> JteproblemGenerated.render((HtmlTemplateOutput) out, null, frame, problem));
    }
}

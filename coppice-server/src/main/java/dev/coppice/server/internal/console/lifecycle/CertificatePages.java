package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Certificate;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.pages.lifecycle.JtecertificatesGenerated;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.OptionalLong;

/** All certificates; each is shown with the teardown it speaks of. */
final class CertificatePages {
    private static final int PAGE = 50;

    private final Ground ground;

    CertificatePages(Ground ground) {
        this.ground = ground;
    }

    List<Route> routes() {
        return List.of(Route.get(Links.CERTIFICATES, this::all)
                .access(Access.VIEWER)
                .gives(Reply.Page.class)
                .summary("Lists certificates of teardowns"));
    }

    private Reply all(Request request) {
        var before = Ground.word(request, "next")
                .map(text -> OptionalLong.of(Asked.number(text, "next")))
                .orElse(OptionalLong.empty());
        var view = ground.host()
                .find()
                .map(lifecycle -> lifecycle.certificates().list(before, PAGE))
                .map(page -> new CertificatesView(
                        page.items().stream().map(CertificatePages::row).toList(),
                        before.isPresent() ? Links.CERTIFICATES : "",
                        page.next()
                                .map(number -> new Address(Links.CERTIFICATES)
                                        .with("next", number)
                                        .text())
                                .orElse("")))
                .orElse(new CertificatesView(List.of(), "", ""));
        var frame = Frame.of(Section.TEARDOWNS, "Certificates", ground.site(), request);
        return Reply.page(out -> JtecertificatesGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private static CertificatesView.Row row(Certificate certificate) {
        return new CertificatesView.Row(
                certificate.id(),
                Links.teardown(certificate.operation()).text(),
                certificate.resource().toString(),
                Links.resource(certificate.resource()).text(),
                Moment.of(certificate.issuedAt()),
                certificate.revokedAt().isPresent() ? new Badge("revoked", Tone.BAD) : new Badge("holds", Tone.GOOD));
    }
}

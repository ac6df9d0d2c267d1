package dev.coppice.server.internal.console.pruning;

import dev.coppice.prune.Doctor;
import dev.coppice.prune.Finding;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Severity;
import dev.coppice.server.internal.console.pages.pruning.JtedoctorGenerated;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The doctor's page. */
final class DoctorPages {
    private final Pages pages;
    private final PruningHost host;

    DoctorPages(Pages pages, PruningHost host) {
        this.pages = pages;
        this.host = host;
    }

    List<Route> routes() {
        return List.of(Pages.seen(Route.get("/doctor", this::doctor), "Shows what would hurt, and what cures it"));
    }

    private Reply doctor(Request request) {
        var asked = Pages.typed(request.query("policy"));
        var policies = asked.map(name -> List.of(host.require(name))).orElse(host.policies());
        var findings = host.doctors().run(() -> Doctor.on(host.source()).examine(policies));
        var view = new DoctorView(
                findings.stream().map(FindingView::of).toList(),
                host.policies().stream().map(Policy::name).toList(),
                asked.orElse(""),
                says(findings));
        return pages.page(200, request, "Doctor", (out, frame) -> JtedoctorGenerated.render(out, null, frame, view));
    }

    private static String says(List<Finding> findings) {
        return Stream.of(Severity.values())
                .map(severity -> {
                    var many = findings.stream()
                            .filter(finding -> finding.severity() == severity)
                            .count();
                    return switch (severity) {
                        case BLOCK -> Texts.count(many, "finding keeps", "findings keep") + " campaigns from beginning";
                        case WARN -> Texts.count(many, "warning", "warnings");
                        case INFO -> Texts.count(many, "note", "notes");
                    };
                })
                .collect(Collectors.joining(", "));
    }
}

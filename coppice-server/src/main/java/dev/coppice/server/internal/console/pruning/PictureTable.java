package dev.coppice.server.internal.console.pruning;

import dev.coppice.control.TableName;
import dev.coppice.prune.Finding;
import dev.coppice.prune.PrunePlan;
import dev.coppice.prune.PrunePlan.Change;
import dev.coppice.prune.PrunePlan.Count;
import dev.coppice.prune.PrunePlan.TablePlan;
import dev.coppice.prune.Severity;
import dev.coppice.server.internal.console.pruning.PlanPicture.Said;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A table of a plan with all that is told of it in the picture.
 *
 * @param table the table
 * @param plans what happens to its rows: some may go and others stay with other values
 * @param findings what the doctor says of it, and not of a way to it
 */
record PictureTable(TableName table, List<TablePlan> plans, List<Finding> findings) {
    private static final int FINDINGS_SHOWN = 4;

    /** The tables of a plan, each once, the policy's own first. */
    static List<PictureTable> of(PrunePlan plan) {
        var plans = new LinkedHashMap<TableName, List<TablePlan>>();
        plan.tables()
                .forEach(each -> plans.computeIfAbsent(each.table(), name -> new ArrayList<>())
                        .add(each));
        return plans.entrySet().stream()
                .map(each -> new PictureTable(each.getKey(), each.getValue(), about(each.getKey(), plan.findings())))
                .toList();
    }

    private static List<Finding> about(TableName table, List<Finding> findings) {
        var name = table.toString();
        return findings.stream()
                .filter(finding -> finding.subject().equals(name)
                        || finding.subject().startsWith(name + ".")
                        || (finding.subject().startsWith(name + " ")
                                && !finding.subject().startsWith(name + " (")))
                .toList();
    }

    /** Whether any of its rows go. */
    boolean goes() {
        return plans.stream().anyMatch(each -> each.change() == Change.DELETED);
    }

    String tone() {
        var worst = findings.stream()
                .map(Finding::severity)
                .min(Severity::compareTo)
                .orElse(Severity.INFO);
        return (goes() ? "goes" : "stays") + (worst == Severity.INFO ? "" : " " + worst);
    }

    /** What stands below its name. */
    List<Said> said(boolean archived) {
        var said = new ArrayList<Said>();
        plans.forEach(plan -> said.add(rows(plan, archived)));
        findings.stream().limit(FINDINGS_SHOWN).map(PictureTable::said).forEach(said::add);
        if (findings.size() > FINDINGS_SHOWN) {
            var more = findings.size() - FINDINGS_SHOWN;
            said.add(new Said("and " + more + " more below", "The findings stand below the picture.", "info"));
        }
        return said;
    }

    private static Said rows(TablePlan plan, boolean archived) {
        var deleted = plan.change() == Change.DELETED;
        var text = rows(plan.rows()) + (deleted ? archived ? " go, archived" : " go for good" : " stay, changed");
        return new Said(text, text + (plan.rows().exact() ? "" : "; estimated"), deleted ? "count" : "count stays");
    }

    static String rows(Count count) {
        return (count.exact() ? "" : "≈ ") + Texts.count(count.count(), "row", "rows");
    }

    private static Said said(Finding finding) {
        return new Said(
                Texts.mark(finding.severity()) + " " + finding.check().replace('-', ' '),
                finding.message(),
                finding.severity().toString());
    }
}

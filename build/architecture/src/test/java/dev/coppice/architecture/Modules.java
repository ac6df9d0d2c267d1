package dev.coppice.architecture;

import static java.util.Map.entry;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The modules and the arrows between them, as the design draws them. */
final class Modules {
    /** Root package of each module that has classes of its own. */
    static final Map<String, String> PACKAGES = Map.ofEntries(
            entry("coppice-ops", "dev.coppice.ops"),
            entry("coppice-archive", "dev.coppice.archive"),
            entry("coppice-control", "dev.coppice.control"),
            entry("coppice-prune", "dev.coppice.prune"),
            entry("coppice-lifecycle", "dev.coppice.lifecycle"),
            entry("coppice-settings", "dev.coppice.settings"),
            entry("coppice-archive-s3", "dev.coppice.archive.s3"),
            entry("coppice-archive-query", "dev.coppice.archive.query"),
            entry("coppice-server", "dev.coppice.server"),
            entry("coppice-cli", "dev.coppice.cli"),
            entry("coppice-spring-boot-starter", "dev.coppice.spring"),
            entry("coppice-testkit", "dev.coppice.testkit"),
            entry("coppice-bench", "dev.coppice.bench"),
            entry("coppice-example-graph-platform", "dev.coppice.examples.graphplatform"),
            entry("coppice-example-spring-boot-sample", "dev.coppice.examples.booking"));

    /** The arrows drawn; what an arrow leads to may be used too. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("coppice-ops", Set.of()),
            entry("coppice-archive", Set.of("coppice-ops")),
            entry("coppice-control", Set.of("coppice-ops")),
            entry("coppice-prune", Set.of("coppice-ops", "coppice-archive", "coppice-control")),
            entry("coppice-lifecycle", Set.of("coppice-prune")),
            entry("coppice-settings", Set.of("coppice-ops", "coppice-control")),
            entry("coppice-archive-s3", Set.of("coppice-archive")),
            entry("coppice-archive-query", Set.of("coppice-archive")),
            entry(
                    "coppice-server",
                    Set.of("coppice-lifecycle", "coppice-settings", "coppice-archive-s3", "coppice-archive-query")),
            entry("coppice-cli", Set.of("coppice-server", "coppice-bench", "coppice-example-graph-platform")),
            entry("coppice-spring-boot-starter", Set.of("coppice-lifecycle", "coppice-settings")),
            entry("coppice-testkit", Set.of()),
            entry("coppice-bench", Set.of("coppice-lifecycle", "coppice-settings", "coppice-testkit")),
            entry("coppice-example-graph-platform", Set.of("coppice-ops")),
            entry("coppice-example-spring-boot-sample", Set.of("coppice-spring-boot-starter")));

    private Modules() {}

    /** Every module that {@code module} may use. */
    static Set<String> reach(String module) {
        var reached = new HashSet<String>();
        for (var next : ARROWS.getOrDefault(module, Set.of())) {
            reached.add(next);
            reached.addAll(reach(next));
        }
        return reached;
    }

    /** The module a class belongs to: the one with the longest matching root package. */
    static String of(String packageName) {
        return PACKAGES.entrySet().stream()
                .filter(module ->
                        packageName.equals(module.getValue()) || packageName.startsWith(module.getValue() + "."))
                .max(Map.Entry.comparingByValue((left, right) -> Integer.compare(left.length(), right.length())))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new AssertionError("package " + packageName + " belongs to no module"));
    }
}

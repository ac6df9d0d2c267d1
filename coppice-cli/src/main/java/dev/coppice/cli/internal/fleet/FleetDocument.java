package dev.coppice.cli.internal.fleet;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Parts of the documents that tell of several databases. */
public final class FleetDocument {
    private FleetDocument() {}

    /**
     * A document with the name of its database before all else, in {@code target}; in {@code database} where it has a target of
     * its own, as a hold has.
     */
    public static ObjectNode of(Target target, Object document) {
        var mapper = JsonMapper.shared();
        ObjectNode told = mapper.valueToTree(document);
        var named = mapper.createObjectNode().put(told.has("target") ? "database" : "target", target.called());
        named.setAll(told);
        return named;
    }

    /** A document with the names of the databases it is about behind all else. */
    public static ObjectNode over(List<Target> targets, Object document) {
        ObjectNode named = JsonMapper.shared().valueToTree(document);
        var names = named.putArray("targets");
        targets.forEach(target -> names.add(target.called()));
        return named;
    }

    /** The field {@code targets}: each database that was asked, with why it has not answered. */
    public static <T> List<Map<String, @Nullable Object>> targets(Answers<T> answers) {
        return targets(answers, answer -> Map.of());
    }

    /** The same, with more of those that have answered. */
    public static <T> List<Map<String, @Nullable Object>> targets(
            Answers<T> answers, Function<T, Map<String, ? extends @Nullable Object>> more) {
        return answers.all().stream().map(answer -> target(answer, more)).toList();
    }

    private static <T> Map<String, @Nullable Object> target(
            Answer<T> answer, Function<T, Map<String, ? extends @Nullable Object>> more) {
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("target", answer.target().called());
        switch (answer) {
            case Given<T> given -> {
                document.put("error", null);
                document.putAll(more.apply(given.value()));
            }
            case Failed<T> failed -> document.put("error", Terminal.document(failed.fault()));
        }
        return document;
    }
}

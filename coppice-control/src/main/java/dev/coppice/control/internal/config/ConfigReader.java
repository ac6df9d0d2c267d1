package dev.coppice.control.internal.config;

import dev.coppice.control.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a whole file: syntax first, then section by section. */
public final class ConfigReader {
    /** How many characters a file may have. */
    public static final int LONGEST = 1_000_000;

    private static final LoadSettings SAFE = LoadSettings.builder()
            .setCodePointLimit(LONGEST)
            .setMaxAliasesForCollections(50)
            .setAllowDuplicateKeys(true)
            .build();

    private final List<Section<?>> sections;
    private final List<Problem> problems = new ArrayList<>();
    private Optional<Lines> lines = Optional.empty();

    /** A reader of these sections. */
    public ConfigReader(List<Section<?>> sections) {
        this.sections = sections;
    }

    /** What was found wrong so far. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Reports a problem of a text that was read, at the key of this path. */
    public void refuse(String path, String problem) {
        problems.add(new Problem(line(path).orElse(1), path, problem));
    }

    /** The line of a key in the text that was read, or of the nearest one above it that is there. */
    public OptionalInt line(String path) {
        return lines.map(found -> found.of(path)).orElseGet(OptionalInt::empty);
    }

    /** The records by section and name; those of a section that is one record have no name. */
    public Map<String, Map<String, Object>> read(String text) {
        var found = new LinkedHashMap<String, Map<String, Object>>();
        compose(text.startsWith("\uFEFF") ? text.substring(1) : text).ifPresent(top -> {
            lines = Optional.of(new Lines(top));
            if (top instanceof MappingNode mapping) {
                sections(mapping, found);
            } else {
                problems.add(new Problem(Place.lineOf(top), "", "the file must be a mapping of sections"));
            }
        });
        return found;
    }

    private Optional<Node> compose(String text) {
        try {
            return new Compose(SAFE).composeString(text);
        } catch (MarkedYamlEngineException syntax) {
            var line = syntax.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            problems.add(new Problem(line, "", "the text is not YAML: " + syntax.getProblem()));
        } catch (YamlEngineException | StackOverflowError limit) {
            // The library counts neither the levels of brackets nor those of blanks.
            problems.add(new Problem(
                    1,
                    "",
                    "the text is not YAML, is longer than a million characters, or has too many aliases or levels"));
        }
        return Optional.empty();
    }

    private void sections(MappingNode root, Map<String, Map<String, Object>> found) {
        var binder = new Binder(problems);
        var entries = binder.entries(
                root, Place.TOP, sections.stream().map(Section::name).toList());
        for (var section : sections) {
            Optional.ofNullable(entries.get(section.name())).ifPresent(entry -> {
                var place = Place.TOP.key(section.name(), entry.getKeyNode());
                found.put(section.name(), section(binder, section, entry.getValueNode(), place));
            });
        }
    }

    private static Map<String, Object> section(Binder binder, Section<?> section, Node node, Place place) {
        if (section.named()) {
            return binder.map(node, section.type(), place);
        }
        return binder.bind(node, section.type(), place)
                .map(value -> Map.of("", value))
                .orElse(Map.of());
    }
}

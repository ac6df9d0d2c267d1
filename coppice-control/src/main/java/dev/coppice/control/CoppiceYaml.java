package dev.coppice.control;

import dev.coppice.control.internal.config.ConfigReader;
import dev.coppice.control.internal.config.Problem;
import dev.coppice.control.internal.config.SchemaWriter;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads {@code coppice.yaml}. Each module declares its sections; a reader is given those that may stand in the file. Every
 * problem is reported at once, in the order of the file, with its line, its key and what is allowed. Safe for any thread.
 */
public final class CoppiceYaml {
    // More than any text that is short enough to be read.
    private static final int LARGEST = 4 * ConfigReader.LONGEST + 1;

    private final List<Section<?>> sections;
    private final List<AcrossSections> rules;

    /** A reader of files with these sections. */
    public CoppiceYaml(List<Section<?>> sections) {
        this(sections, List.of());
    }

    /** A reader of files with these sections, which must also fit together by these rules. */
    public CoppiceYaml(List<Section<?>> sections, List<AcrossSections> rules) {
        this.sections = List.copyOf(sections);
        this.rules = List.copyOf(rules);
    }

    /**
     * Reads a file. An empty file is an empty configuration.
     *
     * @throws CoppiceException {@code config.unreadable} or {@code config.invalid}
     */
    public Configuration read(Path file) {
        byte[] bytes;
        try (var stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST);
        } catch (IOException failure) {
            throw Fault.of("config.unreadable", Kind.USAGE)
                    .refused("The configuration " + file + " was not read.")
                    .found("The file is not there, or this user may not read it.")
                    .changed("Nothing was changed.")
                    .next("Name a readable file with --config.")
                    .exception(failure);
        }
        return parse(file.getFileName().toString(), decode(file.getFileName().toString(), bytes));
    }

    /**
     * Reads a text.
     *
     * @param name how the text is called in messages
     * @throws CoppiceException {@code config.invalid}
     */
    public Configuration parse(String name, String text) {
        var reader = new ConfigReader(sections);
        var records = reader.read(text);
        var configuration = new Configuration(records, reader::line);
        if (reader.problems().isEmpty()) {
            rules.forEach(rule -> rule.check(configuration, reader::refuse));
        }
        if (!reader.problems().isEmpty()) {
            throw invalid(name, reader.problems());
        }
        return configuration;
    }

    /** A JSON schema (draft 2020-12) of files with these sections, for editors. */
    public String jsonSchema() {
        return SchemaWriter.of(sections);
    }

    private static String decode(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw invalid(name, List.of(new Problem(1, "", "the file must be UTF-8")));
        }
    }

    private static CoppiceException invalid(String name, List<Problem> problems) {
        var lines = problems.stream()
                .sorted()
                .map(problem -> "  " + name + ":" + problem)
                .collect(Collectors.joining("\n", "\n", "\n"));
        var count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
        return Fault.of("config.invalid", Kind.USAGE)
                .refused("The configuration " + name + " was refused.")
                .found("It has " + count + ":" + lines)
                .changed("Nothing was changed.")
                .next("Mend the lines named and try again.")
                .exception();
    }
}

package dev.coppice.prune.internal.init;

import dev.coppice.control.Durations;
import java.util.List;
import java.util.regex.Pattern;

/** Writes {@code coppice.yaml}. Every text that is not plain is quoted. */
final class YamlText {
    private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)?");

    private final StringBuilder policies = new StringBuilder();

    void policy(TableFacts table, Guess guess, int others, long bare) {
        var config = guess.policy().config();
        line("");
        line("  # " + comment(table.name() + ": " + size(table) + ". Guessed because " + guess.why() + "."));
        config.age()
                .flatMap(age -> table.columns().stream()
                        .filter(column -> column.name().equals(age))
                        .findFirst())
                .flatMap(TableFacts.ColumnFacts::oldest)
                .ifPresent(
                        oldest -> line("  # " + comment("The oldest row the statistics know is of " + oldest + ".")));
        line("  # "
                + switch (others) {
                    case 0 -> "No other table hangs on it.";
                    case 1 -> "1 other table goes along.";
                    default -> others + " other tables go along.";
                });
        if (bare > 0) {
            line("  # " + (bare == 1 ? "1 foreign key among them has" : bare + " foreign keys among them have")
                    + " no index: see coppice doctor before you prune.");
        }
        line("  " + guess.policy().name() + ":");
        line("    table: " + scalar(table.name().spelled()));
        config.when().ifPresent(when -> line("    when: " + quoted(when) + "   # is each of these final?"));
        config.age().ifPresent(age -> line("    age: " + scalar(age)));
        config.ageZone()
                .ifPresent(zone ->
                        line("    age-zone: " + zone + "   # the zone its values were written in: please check"));
        config.keep().ifPresent(keep -> line("    keep: " + Durations.format(keep)));
        line("    cascade: auto");
        config.archive()
                .ifPresent(archive ->
                        line("    archive: { to: " + quoted(archive.to().address()) + " }"));
    }

    String file(int tables, int candidates, List<String> left) {
        var text = new StringBuilder()
                .append(
                        "# A first configuration, guessed from the catalogue and its statistics. Nothing runs by itself:\n")
                .append("# coppice plan NAME shows what a policy would do, coppice prune NAME --execute does it.\n");
        if (candidates == 0) {
            text.append("#\n# None of the ")
                    .append(tables)
                    .append(" tables this role can read looks as if its rows grew old: no status with\n")
                    .append(
                            "# values that sound final, no time at which rows are put away, no table named like a log.\n")
                    .append(
                            "# If there are few statistics yet, run ANALYZE and try again; or write a policy by hand:\n#\n")
                    .append(
                            "# policies:\n#   ended-sessions:\n#     table: app.session\n#     when: \"status = 'ENDED'\"\n")
                    .append("#     age: ended_at\n#     keep: 90d\n");
        }
        if (!left.isEmpty()) {
            text.append("#\n# Left out:\n");
            left.forEach(line -> text.append("#   ").append(comment(line)).append('\n'));
        }
        if (candidates > 0) {
            text.append("\npolicies:\n").append(policies.substring(1));
        }
        return text.toString();
    }

    private static String size(TableFacts table) {
        return (table.rows() < 0 ? "never analysed" : "about " + table.rows() + " rows") + ", "
                + (table.bytes() + 1_048_575) / 1_048_576 + " MiB";
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() ? text : quoted(text);
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < 0x20 || c == 0x7f) {
                quoted.append("\\x").append("%02x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    // A comment ends with its line.
    private static String comment(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private void line(String text) {
        policies.append(text).append('\n');
    }
}

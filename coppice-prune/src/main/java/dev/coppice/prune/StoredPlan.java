package dev.coppice.prune;

import java.util.ArrayList;
import java.util.List;

/**
 * A plan's contract as text: a heading, the hash, then each part as a line with its number of lines and those lines. Within a
 * line, a line break is {@code \n} and a backslash is two.
 */
final class StoredPlan {
    private static final String HEADING = "coppice plan, format 1";

    private final List<String> lines;
    private int at;

    private StoredPlan(List<String> lines) {
        this.lines = lines;
    }

    static String write(PlanContract plan) {
        var out = new ArrayList<String>();
        out.add(HEADING);
        out.add("hash " + plan.fullHash());
        out.add("policy " + escaped(plan.policy()));
        out.add(escaped(plan.engine()));
        part(out, "rule", plan.rule());
        part(out, "fingerprint", plan.fingerprint());
        return String.join("\n", out) + "\n";
    }

    static PlanContract read(String text) {
        var stored = new StoredPlan(text.lines().toList());
        if (!stored.next().equals(HEADING)) {
            throw PlanFaults.unreadable("It does not begin with \"" + HEADING + "\".")
                    .exception();
        }
        var hash = stored.after("hash ");
        var plan = new PlanContract(
                plain(stored.after("policy ")), plain(stored.next()), stored.part("rule"), stored.part("fingerprint"));
        if (!plan.fullHash().equals(hash)) {
            throw PlanFaults.unreadable("Its text does not give the hash that stands in it: it was changed.")
                    .exception();
        }
        return plan;
    }

    private static void part(List<String> out, String name, List<String> facts) {
        out.add(name + " " + facts.size());
        facts.forEach(fact -> out.add(escaped(fact)));
    }

    private List<String> part(String name) {
        var count = after(name + " ");
        if (!count.matches("[0-9]{1,7}")) {
            throw cutOff(name);
        }
        var facts = new ArrayList<String>();
        for (var left = Integer.parseInt(count); left > 0; left--) {
            facts.add(plain(next()));
        }
        return facts;
    }

    private String after(String word) {
        var line = next();
        if (!line.startsWith(word)) {
            throw cutOff(word.strip());
        }
        return line.substring(word.length());
    }

    private String next() {
        if (at == lines.size()) {
            throw PlanFaults.unreadable("It ends too early.").exception();
        }
        return lines.get(at++);
    }

    private static RuntimeException cutOff(String part) {
        return PlanFaults.unreadable("Its part \"" + part + "\" is not where it must be.")
                .exception();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n");
    }

    private static String plain(String text) {
        var plain = new StringBuilder();
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c != '\\' || ++i == text.length()) {
                plain.append(c);
            } else {
                plain.append(
                        switch (text.charAt(i)) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> text.charAt(i);
                        });
            }
        }
        return plain.toString();
    }
}

package dev.coppice.settings.internal.value;

import com.networknt.schema.Error;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.ops.Fault.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** What is said of schemas that are none, and of values that do not answer to one: places and keywords, never a value. */
final class SchemaFaults {
    private static final int NAMED = 5;
    private static final int LONGEST_POINTER = 200;

    private SchemaFaults() {}

    static CoppiceException tooLarge(int size) {
        return bad("It has " + size + " bytes as compact JSON, the limit is " + SizeLimit.FRAGMENT + ".")
                .exception();
    }

    static CoppiceException remote(String keyword) {
        return bad("A " + keyword + " in it refers to something outside of it.").exception();
    }

    static CoppiceException invalid(List<Error> problems) {
        return bad("It is no JSON Schema: it is wrong " + places(problems) + ".")
                .exception();
    }

    static CoppiceException unusable(RuntimeException cause) {
        return bad("A reference in it leads outside of it or to nothing, a pattern is none, or its draft is not known.")
                .exception(cause);
    }

    static CoppiceException endless(Throwable cause) {
        return bad("It refers to itself without end, or is nested too deep.").exception(cause);
    }

    static CoppiceException mismatch(String refused, List<Error> problems) {
        return mismatch(refused)
                .found("Its JSON Schema refuses it " + places(problems) + ".")
                .exception();
    }

    static CoppiceException tooCostly(String refused, BeyondBounds cause) {
        return mismatch(refused)
                .found("To check it against its JSON Schema takes more steps than a check may take.")
                .exception(cause);
    }

    private static Fault bad(String found) {
        return Fault.of("settings.bad-schema", Kind.USAGE)
                .refused("The JSON Schema was not taken.")
                .found(found)
                .changed("Nothing was changed.")
                .next("Correct it; drafts 4 to 2020-12 are known, and all it refers to must be in it.");
    }

    private static Fault mismatch(String refused) {
        return Fault.of("settings.schema-mismatch", Kind.USAGE)
                .refused(refused)
                .changed("Nothing was changed.")
                .next("Compare the value with the schema of the setting's definition.");
    }

    private static String places(List<Error> problems) {
        var named = problems.stream()
                .map(SchemaFaults::place)
                .distinct()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        return problems.size() > NAMED ? named + " and elsewhere" : named;
    }

    private static String place(Error problem) {
        var pointer = problem.getInstanceLocation().toString();
        var shown = pointer.isEmpty() ? "the top" : shortened(pointer);
        return "at " + shown + " (" + problem.getKeyword() + ")";
    }

    private static String shortened(String pointer) {
        return pointer.length() <= LONGEST_POINTER ? pointer : pointer.substring(0, LONGEST_POINTER) + "…";
    }
}

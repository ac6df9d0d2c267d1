package dev.coppice.ops.internal.write;

import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.read.Returned;
import dev.coppice.ops.internal.transaction.Session;
import dev.coppice.ops.internal.write.Batch.Answer;
import dev.coppice.ops.internal.write.Batch.Item;
import dev.coppice.ops.internal.write.GateSet.Asked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * One statement for items of one shape: it asks each gate once and locks its row, sets suspects aside if it is told to, writes
 * the others in their order, and answers which were sent, which are suspects, and the rows. An item in neither list was
 * refused by its gate. Each column of values is one array, so that no number of items reaches the ceiling of parameters.
 */
final class SliceStatement<R extends Record, S extends Spec<R>> {
    private static final List<Field<?>> FRONT = List.of(
            DSL.field(DSL.name("coppice_sent"), SQLDataType.INTEGER.getArrayDataType()),
            DSL.field(DSL.name("coppice_suspect"), SQLDataType.INTEGER.getArrayDataType()),
            DSL.field(DSL.name("coppice_one"), SQLDataType.INTEGER),
            DSL.field(DSL.name("coppice_n"), SQLDataType.INTEGER),
            DSL.field(DSL.name("coppice_inserted"), SQLDataType.BOOLEAN));

    private final Together<R, S> together;
    private final TableFacts facts;
    private final List<Item<S>> items;
    private final List<String> binds = new ArrayList<>();

    SliceStatement(Together<R, S> together, TableFacts facts, List<Item<S>> items) {
        this.together = together;
        this.facts = facts;
        this.items = items;
    }

    /** Writes the items; empty when it cannot be told what became of which. */
    Optional<Answer<R, S>> run(Session session, Optional<Screen> screen) {
        var sent = items.stream().filter(item -> item.texts().isPresent()).toList();
        if (sent.isEmpty()) {
            return Optional.of(new Answer<>(List.of(), items));
        }
        var table = items.getFirst().spec().table();
        var fields = new ArrayList<>(FRONT);
        fields.addAll(List.of(table.fields()));
        var answers = session.query(sql(sent, screen), binds, table.fields().length == 0 ? List.of() : fields);
        return answer(table, answers);
    }

    private Optional<Answer<R, S>> answer(Table<R> table, Result<Record> answers) {
        var sent = ordinals(answers, 0);
        var suspects = new HashSet<>(ordinals(answers, 1));
        var rows = rows(answers, sent);
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        var passed = new HashSet<>(sent);
        var outcomes = new ArrayList<Outcome<R>>();
        var aside = new ArrayList<Item<S>>();
        for (var position = 0; position < items.size(); position++) {
            var item = items.get(position);
            if (item.texts().isEmpty() || suspects.contains(position)) {
                aside.add(item);
                continue;
            }
            var outcome = outcome(
                    table,
                    item,
                    passed.contains(position),
                    Optional.ofNullable(rows.get().get(position)));
            if (outcome.isEmpty()) {
                return Optional.empty();
            }
            outcomes.add(outcome.get());
        }
        return Optional.of(new Answer<>(outcomes, aside));
    }

    private Optional<Outcome<R>> outcome(Table<R> table, Item<S> item, boolean passed, Optional<Record> row) {
        if (row.isPresent()) {
            var inserted = row.get().get(4, Boolean.class);
            return Optional.of(new Applied<>(
                    item.ordinal(), Returned.row(table, row.get(), FRONT.size()), together.change(inserted)));
        }
        return passed
                ? together.untouched(item.spec(), item.ordinal())
                : item.spec().gate().map(gate -> new Refused<>(item.ordinal(), gate));
    }

    /** The rows by the position of their item: the ordinal that came with it, or that of the n-th item sent. */
    private Optional<Map<Integer, Record>> rows(Result<Record> answers, List<Integer> sent) {
        var rows = new HashMap<Integer, Record>();
        var returned = answers.stream().filter(answer -> answer.get(3) != null).toList();
        var byOrder = isInsert();
        if (byOrder && returned.size() != sent.size()) {
            return Optional.empty();
        }
        for (var row : returned) {
            var number = row.get(3, Integer.class);
            if (rows.put(byOrder ? sent.get(number - 1) : number, row) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(rows);
    }

    private static List<Integer> ordinals(Result<Record> answers, int column) {
        return answers.stream()
                .map(answer -> answer.get(column, Integer[].class))
                .filter(list -> list != null)
                .findFirst()
                .map(Arrays::asList)
                .orElse(List.of());
    }

    private boolean isInsert() {
        return together.keys(items.getFirst().spec()) == 0;
    }

    private String sql(List<Item<S>> sent, Optional<Screen> screen) {
        var first = items.getFirst().spec();
        var number = isInsert() ? "(row_number() OVER ())::int AS coppice_n, w.*" : "w.*";
        var returned = returned(together, facts, first);
        var from = screen.isPresent() ? "coppice_judged WHERE NOT coppice_suspect" : "coppice_item";
        var suspects = screen.isPresent()
                ? "array_agg(coppice_ord ORDER BY coppice_ord) FILTER (WHERE coppice_suspect) AS coppice_suspect FROM coppice_judged"
                : "NULL::int[] AS coppice_suspect FROM coppice_item";
        var passed = screen.isPresent() ? " FILTER (WHERE NOT coppice_suspect)" : "";
        return "WITH " + gates(sent) + item(sent)
                + screen.map(judge -> ", " + judge.judged()).orElse("")
                + ", coppice_sent AS (SELECT * FROM " + from + "), coppice_row AS ("
                + together.write(facts, first, returned)
                + ") SELECT a.coppice_sent, a.coppice_suspect, r.*"
                + " FROM (SELECT 1 AS coppice_one, array_agg(coppice_ord ORDER BY coppice_ord)" + passed
                + " AS coppice_sent, "
                + suspects + ") a FULL JOIN (SELECT (row_number() OVER ())::int AS coppice_one, " + number
                + " FROM coppice_row w) r ON r.coppice_one = a.coppice_one";
    }

    /** The columns of a written row. */
    static <R extends Record, S extends Spec<R>> String returned(Together<R, S> together, TableFacts facts, S spec) {
        var row = (together.keys(spec) == 0 ? facts.name() : "coppice_target") + ".";
        var fields = spec.table().fields();
        return fields.length == 0
                ? row + "*"
                : Arrays.stream(fields)
                        .map(field -> row + Screen.quoted(field.getName()))
                        .collect(Collectors.joining(", "));
    }

    private String gates(List<Item<S>> sent) {
        var asked = new LinkedHashMap<Integer, Asked>();
        sent.forEach(item -> {
            if (item.gate() != null) {
                asked.putIfAbsent(item.gate().number(), item.gate());
            }
        });
        return asked.isEmpty()
                ? ""
                : "coppice_gate (number) AS MATERIALIZED (" + GateSet.holding(asked.values(), binds) + "), ";
    }

    /** The items whose gates hold, under their positions in this slice. */
    private String item(List<Item<S>> sent) {
        var columns = together.columns(items.getFirst().spec());
        var arrays = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var position = 0; position < columns.size(); position++) {
            arrays.add(
                    "cast(? AS " + facts.column(columns.get(position).getName()).type() + "[])");
            names.add("coppice_" + position);
            binds.add(values(sent, position));
        }
        arrays.add("cast(? AS int[])");
        names.add("coppice_ord");
        binds.add(positions());
        var gated = sent.stream().anyMatch(item -> item.gate() != null);
        if (gated) {
            arrays.add("cast(? AS int[])");
            names.add("coppice_gated");
            binds.add(gateNumbers(sent));
        }
        return "coppice_item AS MATERIALIZED (SELECT * FROM unnest(" + String.join(", ", arrays)
                + ") AS coppice_given ("
                + String.join(", ", names) + ")"
                + (gated ? " WHERE coppice_gated IS NULL OR coppice_gated IN (SELECT number FROM coppice_gate)" : "")
                + ")";
    }

    private static <S> String values(List<Item<S>> sent, int position) {
        var literal = new ArrayLiteral();
        sent.forEach(item -> literal.add(item.texts().orElseThrow().get(position)));
        return literal.finish();
    }

    private String positions() {
        Set<Integer> unfit = IntStream.range(0, items.size())
                .filter(position -> items.get(position).texts().isEmpty())
                .boxed()
                .collect(Collectors.toSet());
        var literal = new ArrayLiteral();
        IntStream.range(0, items.size())
                .filter(position -> !unfit.contains(position))
                .forEach(position -> literal.add(Integer.toString(position)));
        return literal.finish();
    }

    private static <S> String gateNumbers(List<Item<S>> sent) {
        var literal = new ArrayLiteral();
        sent.forEach(item -> literal.add(
                item.gate() == null ? null : Integer.toString(item.gate().number())));
        return literal.finish();
    }
}

package dev.coppice.ops.internal.write;

import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.write.Batch.Item;
import dev.coppice.ops.internal.write.GateSet.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Makes items of specs: finds out whether a spec may stand among others, and the texts of its values. */
final class Packing<R extends Record, S extends Spec<R>> {
    private final Together<R, S> together;
    private final TableFacts facts;
    private final GateSet gates;
    private final Map<Object, Kind> kinds = new HashMap<>();
    private @Nullable Kind last;

    /** Items of one shape, and whether they may stand together. */
    private record Kind(Object form, List<String> names, Object shape, boolean allowed) {}

    Packing(Together<R, S> together, TableFacts facts, GateSet gates) {
        this.together = together;
        this.facts = facts;
        this.gates = gates;
    }

    Item<S> item(int ordinal, S spec) {
        var form = together.form(spec);
        var columns = together.columns(spec);
        if (form.isEmpty() || columns.isEmpty()) {
            return Item.alone(ordinal, spec);
        }
        var kind = kind(form.get(), columns, spec);
        var asked = kind.allowed() ? spec.gate().flatMap(gates::of) : Optional.<Asked>empty();
        if (!kind.allowed() || (spec.gate().isPresent() && !isIndependent(asked))) {
            return Item.alone(ordinal, spec);
        }
        return item(ordinal, spec, kind, asked.orElse(null));
    }

    /** What is known of items of one form and these columns: mostly those of the item before. */
    private Kind kind(Object form, List<Field<?>> columns, S spec) {
        if (last == null || !last.form().equals(form) || !isNamed(columns, last.names())) {
            var names = columns.stream().map(Field::getName).toList();
            last = kinds.computeIfAbsent(
                    List.of(form, names), shape -> new Kind(form, names, shape, isAllowed(spec, columns)));
        }
        return last;
    }

    private static boolean isNamed(List<Field<?>> columns, List<String> names) {
        if (columns.size() != names.size()) {
            return false;
        }
        for (var position = 0; position < names.size(); position++) {
            if (!columns.get(position).getName().equals(names.get(position))) {
                return false;
            }
        }
        return true;
    }

    private Item<S> item(int ordinal, S spec, Kind kind, @Nullable Asked gate) {
        var names = kind.names();
        var identifying = together.identity(spec);
        var identity = new ArrayList<Object>();
        var texts = new ArrayList<@Nullable String>();
        var values = together.values(spec);
        for (var position = 0; position < names.size(); position++) {
            var column = facts.columns().get(names.get(position));
            var value = values.get(position) instanceof Param<?> parameter ? parameter.getValue() : null;
            if (column == null) {
                return Item.alone(ordinal, spec);
            }
            if (identifying.contains(column.name())) {
                var part = value == null || column.fuzzy()
                        ? Optional.empty()
                        : column.kind().identity(value);
                if (part.isEmpty()) {
                    return Item.alone(ordinal, spec);
                }
                identity.add(part.get());
            }
            var text = value == null ? Optional.<String>empty() : ColumnKind.text(value, column);
            if (value != null && text.isEmpty()) {
                return new Item<>(ordinal, spec, kind.shape(), null, gate, Optional.empty());
            }
            texts.add(text.orElse(null));
        }
        return new Item<>(ordinal, spec, kind.shape(), identity.isEmpty() ? null : identity, gate, Optional.of(texts));
    }

    private boolean isIndependent(Optional<Asked> gate) {
        return gate.filter(asked -> facts.independentGates().contains(asked.table()))
                .isPresent();
    }

    private boolean isAllowed(S spec, List<Field<?>> columns) {
        return together.allowed(facts, spec) && columns.stream().allMatch(this::canBeSent);
    }

    private boolean canBeSent(Field<?> field) {
        var column = facts.columns().get(field.getName());
        var type = field.getDataType();
        return column != null
                && !column.generated()
                && type.getConverter().fromType().equals(type.getType())
                && column.kind().takes(type.getType());
    }
}

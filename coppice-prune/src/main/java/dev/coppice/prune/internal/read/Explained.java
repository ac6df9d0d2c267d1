package dev.coppice.prune.internal.read;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * What the planner would do for a statement, which is not run. Asked for as XML, which the JDK reads by itself.
 *
 * @param nodes the nodes of the plan, the top first
 */
public record Explained(List<PlanNode> nodes) {
    /**
     * One node of a plan.
     *
     * @param type its sort, such as {@code Seq Scan}
     * @param relation the table it reads, with its schema, or the WITH query
     * @param role its part in the plan, such as {@code SubPlan}
     * @param rows how many rows are expected
     * @param cost the total cost
     */
    public record PlanNode(String type, Optional<String> relation, String role, double rows, double cost) {}

    /** Copies the nodes. */
    public Explained {
        nodes = List.copyOf(nodes);
    }

    /** Has a statement planned. */
    public static Explained of(Sql sql, String statement) {
        var text = sql.one("EXPLAIN (VERBOSE, FORMAT XML) " + statement, row -> row.text("QUERY PLAN"));
        var nodes = new ArrayList<PlanNode>();
        collect(parse(text), nodes);
        return new Explained(nodes);
    }

    /** Whether there is a node of this sort. */
    public boolean has(String type) {
        return nodes.stream().anyMatch(node -> node.type().equals(type));
    }

    /** Whether a table, by its name with its schema, is read from end to end. */
    public boolean readsWhole(String table) {
        return nodes.stream()
                .anyMatch(node -> node.type().equals("Seq Scan")
                        && node.relation().filter(table::equals).isPresent());
    }

    /** Whether a WITH query of this name is run apart from what uses it. */
    public boolean scansQuery(String name) {
        return nodes.stream()
                .anyMatch(node -> node.type().equals("CTE Scan")
                        && node.relation().filter(name::equals).isPresent());
    }

    /** Whether an expression in it reads rows of its own. */
    public boolean hasSubqueries() {
        return nodes.stream()
                .anyMatch(node -> node.role().equals("SubPlan") || node.role().equals("InitPlan"));
    }

    /** How many rows are expected. */
    public long rows() {
        return Math.round(nodes.getFirst().rows());
    }

    private static void collect(Node node, List<PlanNode> into) {
        for (var child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals("Plan")) {
                into.add(new PlanNode(
                        text(element, "Node-Type").orElse(""),
                        text(element, "Relation-Name")
                                .map(name -> text(element, "Schema").orElse("") + "." + name)
                                .or(() -> text(element, "CTE-Name")),
                        text(element, "Parent-Relationship").orElse(""),
                        text(element, "Plan-Rows").map(Double::valueOf).orElse(0.0),
                        text(element, "Total-Cost").map(Double::valueOf).orElse(0.0)));
            }
            collect(child, into);
        }
    }

    private static Optional<String> text(Element plan, String tag) {
        for (var child = plan.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(tag)) {
                return Optional.of(element.getTextContent());
            }
        }
        return Optional.empty();
    }

    private static Node parse(String xml) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        } catch (ParserConfigurationException | SAXException | IOException failure) {
            throw new IllegalStateException("the plan is not readable", failure);
        }
    }
}

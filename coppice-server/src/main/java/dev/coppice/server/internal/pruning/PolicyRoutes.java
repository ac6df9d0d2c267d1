package dev.coppice.server.internal.pruning;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Doctor;
import dev.coppice.prune.Init;
import dev.coppice.prune.PlanApprovals;
import dev.coppice.prune.Plans;
import dev.coppice.prune.Policy;
import dev.coppice.prune.Traces;
import dev.coppice.server.Role;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.DoctorDocument;
import dev.coppice.server.document.InitDocument;
import dev.coppice.server.document.PlanApprovalDocument;
import dev.coppice.server.document.PlanDocument;
import dev.coppice.server.document.PlanDocument.Extras;
import dev.coppice.server.document.PolicyCheckDocument;
import dev.coppice.server.document.PolicyDocument;
import dev.coppice.server.document.TraceDocument;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Handler;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import dev.coppice.server.internal.http.Route;
import dev.coppice.server.internal.http.Route.Query;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Policies, and what they would do: all of it reads but the signing of plans. */
final class PolicyRoutes {
    static final String PATH = "/api/v1/policies";
    static final String ONE = PATH + "/{name}";

    private static final int LARGEST_SAMPLE = 1000;

    private final PruningHost host;
    private final ReadingTrail trail;

    PolicyRoutes(PruningHost host, ReadingTrail trail) {
        this.host = host;
        this.trail = trail;
    }

    /**
     * A plan to sign.
     *
     * @param hash the plan's hash, short or full
     * @param reason why
     */
    record ApprovalBody(@Nullable String hash, @Nullable String reason) {}

    List<Route> routes() {
        return List.of(
                read(PATH, this::list, CursorPage.class, "Lists the declared policies")
                        .of(PolicyDocument.class),
                read(ONE, this::show, PolicyDocument.class, "Shows a policy"),
                read(
                                ONE + "/plan",
                                this::plan,
                                PlanDocument.class,
                                "Shows what a policy would do now; with sample also stored values, with sql a script")
                        .asks(Query.number("sample"), Query.flag("sql")),
                Route.post(ONE + "/plan/approvals", this::approve)
                        .access(Access.ADMIN)
                        .takes(ApprovalBody.class)
                        .gives(PlanApprovalDocument.class)
                        .answers(201)
                        .summary("Signs the plan that has this hash now, for one campaign within 24 hours"),
                read(
                        "/api/v1/policy-check",
                        this::check,
                        PolicyCheckDocument.class,
                        "Holds every policy against the database, and says which settings cannot do what they say"),
                read(
                                "/api/v1/doctor",
                                this::doctor,
                                DoctorDocument.class,
                                "Says what would hurt if policies ran, all or those named")
                        .asks(Query.texts("policy")),
                read("/api/v1/init", this::draft, InitDocument.class, "Drafts a coppice.yaml for the database"),
                read(
                                "/api/v1/trace",
                                this::trace,
                                TraceDocument.class,
                                "Says where a row is; the key has a parameter for each of its columns")
                        .asks(Query.text("table"), Query.texts("key")));
    }

    private Reply list(Request request) {
        var items = host.policies().stream().map(PolicyRoutes::document).toList();
        return Reply.ok(new CursorPage<>(items, null));
    }

    private Reply show(Request request) {
        return Reply.ok(document(policy(request)));
    }

    private static PolicyDocument document(Policy policy) {
        return PolicyDocument.of(policy.name(), policy.config());
    }

    private Reply plan(Request request) {
        var policy = policy(request);
        var rows = request.query("sample").map(PolicyRoutes::sampled);
        if (rows.isPresent()) {
            Asked.require(request, Role.OPERATOR);
        }
        var script = Asked.flag(request, "sql");
        return Reply.ok(host.plans().run(() -> {
            var sample = rows.map(wanted -> plans().sample(policy, wanted)).orElse(null);
            return PlanDocument.of(plans().plan(policy), new Extras(sample, script ? plans().script(policy) : null));
        }));
    }

    private static int sampled(String text) {
        long rows = Asked.number(text, "sample");
        if (rows < 1 || rows > LARGEST_SAMPLE) {
            throw RequestFaults.invalid("The sample must be 1 to " + LARGEST_SAMPLE + ".");
        }
        return (int) rows;
    }

    private Reply approve(Request request) {
        var policy = policy(request);
        var body = request.body(ApprovalBody.class);
        var hash = Asked.required(body.hash(), "hash");
        var act = Asked.act(request, body.reason());
        var contract = host.plans().run(() -> plans().contract(policy));
        if (!contract.hasHash(hash)) {
            throw unknown(policy);
        }
        var approval = PlanApprovals.on(host.source()).approve(policy, contract, act);
        return Reply.created(PlanApprovalDocument.of(policy.name(), contract, approval));
    }

    private Reply check(Request request) {
        return Reply.ok(host.plans()
                .run(() -> PolicyCheckDocument.of(host.policies(), host.source(), key -> OptionalInt.empty())));
    }

    private Reply doctor(Request request) {
        var named = request.queries("policy");
        var policies = named.isEmpty()
                ? host.policies()
                : named.stream().distinct().map(host::require).toList();
        return Reply.ok(host.doctors()
                .run(() -> DoctorDocument.of(Doctor.on(host.source()).examine(policies))));
    }

    private Reply draft(Request request) {
        var draft = host.plans().run(() -> Init.on(host.source()).draft());
        return Reply.ok(new InitDocument(
                null, draft.policies().stream().map(Policy::name).toList(), draft.yaml()));
    }

    private Reply trace(Request request) {
        var table = Asked.table(Asked.required(request.query("table").orElse(null), "table"));
        var key = request.queries("key");
        if (key.isEmpty() || !key.stream().allMatch(Asked::storable)) {
            throw RequestFaults.invalid("The key must have one value or more, without the character NUL.");
        }
        var traces = Traces.on(host.source()).policies(host.policies()).keys(host.policyKeys());
        var trace = trail.traced(request.principal().name(), host.traces().run(() -> traces.of(table, key)));
        return Reply.ok(TraceDocument.of(trace, host::command));
    }

    private Policy policy(Request request) {
        return host.require(request.path("name"));
    }

    private Plans plans() {
        return Plans.on(host.source());
    }

    private static CoppiceException unknown(Policy policy) {
        return Fault.of("plan.unknown", Fault.Kind.REFUSED)
                .refused("The plan of policy \"" + policy.name() + "\" was not signed.")
                .found("Its plan has another hash now; the policy or its tables may have changed.")
                .changed("Nothing was changed.")
                .next("Look at its plan, and sign the hash it shows.")
                .exception();
    }

    private static Route read(String path, Handler handler, Class<?> gives, String summary) {
        return Route.get(path, handler).access(Access.VIEWER).gives(gives).summary(summary);
    }
}

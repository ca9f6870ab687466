package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Clerk's error answers. */
final class ClerkErrors {

    private static final String TRACE = "00000000000000000000000000000000";

    private ClerkErrors() {}

    static Reply error(int status, String code, String message, String longMessage) {
        ObjectNode body = Json.object();
        body.putArray("errors")
                .addObject()
                .put("message", message)
                .put("long_message", longMessage)
                .put("code", code);
        return Reply.of(status, body.put("clerk_trace_id", TRACE));
    }

    static Refusal notFound(String id) {
        return new Refusal(error(404, "resource_not_found", "not found", "No user was found with id " + id));
    }

    static Refusal unknownParam(String name) {
        return new Refusal(error(
                422, "form_param_unknown", "is unknown", "'" + name + "' is not a parameter that is known here."));
    }

    static Refusal invalidParam(String name, String why) {
        return new Refusal(error(422, "form_param_value_invalid", "is invalid", name + " " + why));
    }
}

"""Keeps the length of each request's body in a header of its response, as an audit log might."""


def remember_body(get_response):
    def middleware(request):
        response = get_response(request)
        response["X-Body-Length"] = str(len(request.body))
        return response

    return middleware

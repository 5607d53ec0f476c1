//! Many service traits on one connection: tarpc serves one, so each trait becomes a variant of one request.

/// Makes `Request`, `Response`, `Router` (serves every trait of `S`) and `Client` (one method per noun).
macro_rules! services {
    ($($module:ident :: $service:ident => $variant:ident, $request:ident, $response:ident, $client:ident;)*) => {
        /// A request of any noun.
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub enum Request { $($variant($module::$request),)* }

        /// The answer to a [`Request`], of the same noun.
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub enum Response { $($variant($module::$response),)* }

        impl tarpc::RequestName for Request {
            fn name(&self) -> &str {
                match self { $(Self::$variant(request) => request.name(),)* }
            }
        }

        /// Serves every service trait that `S` implements.
        #[derive(Clone)]
        pub struct Router<S>(pub S);

        impl<S> tarpc::server::Serve for Router<S>
        where
            S: $($module::$service +)* Clone,
        {
            type Req = Request;
            type Resp = Response;

            async fn serve(self, context: tarpc::context::Context, request: Request)
                -> Result<Response, tarpc::ServerError>
            {
                match request {
                    $(Request::$variant(request) => {
                        let serve = $module::$service::serve(self.0);
                        tarpc::server::Serve::serve(serve, context, request).await.map(Response::$variant)
                    })*
                }
            }
        }

        /// A connection to `empd`; cheap to clone. One method per noun gives its typed calls.
        #[derive(Clone, Debug)]
        pub struct Client(tarpc::client::Channel<Request, Response>);

        impl Client {
            $(pub fn $module(&self) -> $module::$client<scoped::$variant> {
                scoped::$variant(self.0.clone()).into()
            })*

            /// Speaks over an established transport; the task that drives it ends with the last clone.
            pub fn over<T>(transport: T) -> Self
            where
                T: tarpc::Transport<tarpc::ClientMessage<Request>, tarpc::Response<Response>> + Send + 'static,
            {
                let tarpc::client::NewClient { client, dispatch } =
                    tarpc::client::new(tarpc::client::Config::default(), transport);
                tokio::spawn(async move {
                    // The dispatch reports a lost connection to every call in flight by itself.
                    let _ = dispatch.await;
                });
                Self(client)
            }
        }

        mod scoped {
            $(
                #[derive(Clone, Debug)]
                pub struct $variant(pub(super) tarpc::client::Channel<super::Request, super::Response>);

                impl tarpc::client::stub::Stub for $variant {
                    type Req = super::$module::$request;
                    type Resp = super::$module::$response;

                    async fn call(&self, context: tarpc::context::Context, request: Self::Req)
                        -> Result<Self::Resp, tarpc::client::RpcError>
                    {
                        match self.0.call(context, super::Request::$variant(request)).await? {
                            super::Response::$variant(response) => Ok(response),
                            _ => Err(tarpc::client::RpcError::Server(tarpc::ServerError::new(
                                std::io::ErrorKind::InvalidData,
                                "the answer is of another noun than the request".into(),
                            ))),
                        }
                    }
                }
            )*
        }
    };
}

pub(crate) use services;

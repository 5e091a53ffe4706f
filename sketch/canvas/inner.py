from lib import *
import mlp,cv2,time
G=16;SUB=4
def base(tok): return tok[:,1:].astype(np.float32)
def pca(toks,k,rng):
    s=toks.reshape(-1,384); s=s[rng.permutation(len(s))[:40000]]; mu=s.mean(0); u,sv,vt=np.linalg.svd(s-mu,full_matrices=False)
    P=(vt[:k].T/(sv[:k]/np.sqrt(len(s)))).astype(np.float32); return mu.astype(np.float32),P
def feats(tok,mu,P):
    """(n,256,384)->(n,256,d)"""
    n=len(tok); k=P.shape[1]; z=np.clip((tok-mu)@P,-5,5).reshape(n,G,G,k)
    ring=np.concatenate([z[:,0],z[:,-1],z[:,1:-1,0],z[:,1:-1,-1]],1).mean(1)
    mid=z[:,5:11,5:11].mean((1,2))
    pad=np.pad(z,((0,0),(1,1),(1,1),(0,0)),mode='edge')
    up,dn,lf,rt=pad[:,:-2,1:-1],pad[:,2:,1:-1],pad[:,1:-1,:-2],pad[:,1:-1,2:]
    kk=k//2
    g=(np.arange(G)+.5)/G-.5; v,u=np.meshgrid(g,g,indexing='ij')
    pos=np.stack([u,v,np.abs(u),np.abs(v),np.maximum(np.abs(u),np.abs(v)),u*u,v*v],-1).astype(np.float32)*3
    pos=np.broadcast_to(pos,(n,G,G,7))
    x=np.concatenate([z,z-ring[:,None,None],z-mid[:,None,None],up[...,:kk],dn[...,:kk],lf[...,:kk],rt[...,:kk],pos],-1)
    return x.reshape(n,G*G,-1).astype(np.float32)
def target(corners):
    m=np.zeros((256,256),np.uint8); cv2.fillPoly(m,[np.round(np.asarray(corners)*256*16).astype(np.int32)],1,shift=4)
    m=cv2.resize(m.astype(np.float32),(G*SUB,G*SUB),interpolation=cv2.INTER_AREA)
    return m.reshape(G,SUB,G,SUB).transpose(0,2,1,3).reshape(G*G,SUB*SUB)
def unfold(p): return p.reshape(-1,G,G,SUB,SUB).transpose(0,1,3,2,4).reshape(-1,G*SUB,G*SUB)
def train(X,T,W,hidden=64,epochs=12,lr=2e-3,seed=0,decay=.02,drop=.1):
    rng=np.random.default_rng(seed); n,d=len(X)*256,X.shape[-1]; X=X.reshape(n,d);T=T.reshape(n,-1);W=np.repeat(W,256)
    net=mlp.init([d,hidden,SUB*SUB],rng); opt=mlp.Adam(net,decay); B=4096; S=n//B; tot=S*epochs; t=0
    for e in range(epochs):
        o=rng.permutation(n); L_=0
        for s in range(S):
            r=o[s*B:(s+1)*B]; x=X[r]*(rng.random((1,d))>drop)/(1-drop); hs,zs=mlp.fwd(net,x.astype(np.float32)); p=1/(1+np.exp(-hs[-1])); g=(p-T[r])*W[r,None]/B
            L_+=np.abs(p-T[r]).mean(); opt.step(net,mlp.back(net,hs,zs,g),mlp.sched(t,tot,lr)); t+=1
        print('epoch',e,round(float(L_/S),4),flush=True)
    return net
def predict(net,X):
    z=mlp.fwd(net,X.reshape(-1,X.shape[-1]))[0][-1]; return unfold(1/(1+np.exp(-z)))
